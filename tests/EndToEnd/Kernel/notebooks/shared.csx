int Shared(int x) => 101 * x;
