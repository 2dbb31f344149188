// wasi-libc of the time has none that works.
#pragma once
typedef unsigned long jmp_buf[8];
int setjmp(jmp_buf) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf, int);
