"""What comes in a file: the gate, the child that opens it, workbooks compared three ways, evidence."""
