#load "shared.csx"
int Outer() => Shared(3);
