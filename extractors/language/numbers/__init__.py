"""Quantities, and the arm, the outcome and the claim that each belongs to."""
