// Stands for the header of test programs, which is read once for all of them.
