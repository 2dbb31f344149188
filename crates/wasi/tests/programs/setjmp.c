// setjmp and longjmp: values, nesting, a jump over many frames, many jumps, and locals
// that keep their values. Prints what happens; the exit code is that of the last line.
#include <stdio.h>
#include <setjmp.h>

static jmp_buf outer, inner;

static void down(int n, jmp_buf *to, int value) {
  if (n == 0) longjmp(*to, value);
  down(n - 1, to, value);
}

static int nested(int which) {
  volatile int step = 0;
  int got = setjmp(outer);
  if (got) return 100 * got + step;
  step = 1;
  int got_inner = setjmp(inner);
  if (got_inner) {
    step = step + 1;
    if (got_inner < 3) down(2, &inner, got_inner + 1);
    down(2, &outer, 5);
  }
  if (which) down(10, &inner, 1);
  down(10, &outer, 7);
  return -1;
}

static int many(int n) {
  jmp_buf here;
  volatile int i = 0, sum = 0;
  int got = setjmp(here);
  sum += got;
  if (i < n) {
    i++;
    down(i % 5, &here, 1 + i % 3);
  }
  return sum;
}

int main(void) {
  printf("nested: %d %d\n", nested(0), nested(1));
  // longjmp with 0 gives 1.
  jmp_buf zero;
  int got = setjmp(zero);
  if (got == 0) down(3, &zero, 0);
  printf("zero: %d\n", got);
  printf("many: %d\n", many(10000));
  jmp_buf deep;
  if (setjmp(deep) == 0) down(500, &deep, 1);
  puts("deep");
  return 8;
}
