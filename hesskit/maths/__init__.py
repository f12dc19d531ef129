"""What is true: surfaces, their derivatives, critical points, descent and fits. Each folder is a face of its own."""

__all__ = []
