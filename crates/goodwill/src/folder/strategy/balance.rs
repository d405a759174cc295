//! What was spent month by month, and who was won, kept and won back.
