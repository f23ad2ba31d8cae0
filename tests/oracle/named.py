"""What turns a transcription that notes its values by name into the keys of an exercise.

A transcription is a function of the given values and of `at`: `at("Z", value)` notes a value under
the name that the exercise has for it, and passes it on. What cannot be asked for by name, such as
the options that hold, it returns as a dict. Gradients, also by the names in between, and shapes are
found from the names alone: `jax.grad` follows an offset of zeros added to the name.
"""

import re

import jax
import jax.numpy as jnp

from oracle import Names

GRADIENT = re.compile(r"d(.+?)/d(.+)")


def holding(*conditions):
    """The options that hold, given in their order, counted from 0."""
    return [place for place, condition in enumerate(conditions) if bool(condition)]


class Keys(dict):
    """The keys of one variant, each found when it is asked for."""

    def __init__(self, transcription, given):
        self.transcription, self.given = transcription, given
        names = Names({})
        further = transcription(given, names)
        self.noted = names.values
        super().__init__(given | self.noted | (further or {}))

    def __missing__(self, question):
        if question == "lines":
            *inner, last = self.noted
            return {name: self.gradient(last, name) for name in [*self.given, *inner]}
        kind = re.fullmatch(r"(shape|formula)\((.+)\)", question)
        asked = kind[2] if kind else question
        by = GRADIENT.fullmatch(asked)
        if not by and asked not in self:
            raise KeyError(f"{question} is not transcribed")
        value = self.gradient(*by.groups()) if by else self[asked]
        return list(jnp.shape(value)) if kind and kind[1] == "shape" else value

    def gradient(self, of, wrt):
        def scalar(value):
            given, offsets = (self.given | {wrt: value}, {}) if wrt in self.given else (self.given, {wrt: value})
            names = Names(offsets)
            self.transcription(given, names)
            return names.values[of]

        return jax.grad(scalar)(self.given[wrt] if wrt in self.given else jnp.zeros_like(self.noted[wrt]))


def named(transcription):
    return lambda given: Keys(transcription, given)


def also(transcription, choices):
    """A transcription whose choices are found by a function of the given values."""

    def whole(g, at):
        transcription(g, at)
        return choices(g)

    return named(whole)


def turned(keys, places):
    """The same keys, where the options of some choices stand in another order in the file.

    A transcription names the option that holds first; for each question `places` says by how many
    places the file has its options later, and how many there are: the last ones come first.
    """

    def found(given):
        answers = keys(given)
        for question, (later, count) in places.items():
            answers[question] = sorted((place + later) % count for place in answers[question])
        return answers

    return found
