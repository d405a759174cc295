//! One scenario: its numbers, where each is known from, and the form that changes one.
