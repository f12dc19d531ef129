"""What slides and web pages share: lessons performed ahead, mathematics typeset ahead, pictures that play there."""
