"""How accurate the rise velocity of the hip is: `heeldrive velocity`."""
