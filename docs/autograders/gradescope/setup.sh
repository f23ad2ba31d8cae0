#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image. gradus is one file and needs nothing else.
chmod +x /autograder/source/gradus
