//! What-ifs: changes of a scenario and what each is worth.
