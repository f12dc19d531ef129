"""What is true: surfaces, derivatives, Taylor models and critical points."""
