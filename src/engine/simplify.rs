//! Rewriting to the textbook's closed forms.
