//! Where between customer-focused and customer-centric a company stands, by ten signs.
