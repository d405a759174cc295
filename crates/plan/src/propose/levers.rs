//! What a customer-centric way would change, as a judgement that names its ground.
