"""The tests of hesskit."""
