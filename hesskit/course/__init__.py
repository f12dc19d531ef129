"""What makes it a course: the lessons, the exercises and the `hesskit` command."""
