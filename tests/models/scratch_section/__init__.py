"""An app that gives practices one section more, as an engineer would who adds it to the model."""
