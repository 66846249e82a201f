#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "main.h"
#include "uart.h"

extern char heap_start[];

/* What newlib asks of the system: output goes to the UART, memory comes from behind .bss. */
int _write(int file, const char *text, int length) {
  (void)file;
  for (int i = 0; i < length; i++) uart_byte(text[i]);
  return length;
}

void *_sbrk(ptrdiff_t bytes) {
  static char *end = heap_start;
  char *before = end;
  end += bytes;
  return before;
}

int _fstat(int file, struct stat *about) {
  (void)file;
  about->st_mode = S_IFCHR;
  return 0;
}

int _isatty(int file) { return file < 3; }
int _close(int file) { return file < 3 ? 0 : -1; }
int _lseek(int file, int offset, int from) { return (void)file, (void)offset, (void)from, 0; }
int _read(int file, char *into, int length) { return (void)file, (void)into, (void)length, 0; }
int _getpid(void) { return 1; }
int _kill(int process, int signal) { return (void)process, (void)signal, errno = EINVAL, -1; }
__attribute__((noreturn)) void _exit(int status) {
  (void)status;
  fault();
}

#ifdef IMAGE_NEWLIB
static int by_value(const void *a, const void *b) { return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b); }

/* Volatile, so that the core computes and not the compiler. */
static volatile double two = 2, one = 1;
static volatile float third = 3;

static void print_numbers(void) {
  printf("hil-m7 " IMAGE " pi=%.15f root=%.12g e=%.10e\r\n", 4 * atan(one), sqrt(two), exp(one));
  printf("hil-m7 " IMAGE " third=%.9g rounded=%ld fused=%.17g\r\n", (double)(1.0f / third), lrint(two * 1.25), fma(two / 20, 10, -1));
  printf("hil-m7 " IMAGE " wide=%lld hex=%#010lx text=%-6.3s|%c\r\n", (long long)two * 4611686018427387903LL, 0xBEEFul, "abcdef", 'z');
}

static void use_heap(void) {
  double *numbers = malloc(5 * sizeof *numbers);
  char text[80] = "hil-m7 " IMAGE " sorted=";
  const char *from = "3.5 -1e3 0.25 1e-9 42";
  for (int i = 0; i < 5; i++) numbers[i] = strtod(from, (char **)&from);
  qsort(numbers, 5, sizeof *numbers, by_value);
  for (int i = 0; i < 5; i++) snprintf(text + strlen(text), sizeof text - strlen(text), "%g,", numbers[i]);
  free(numbers);
  puts(strcat(text, "\r"));
}

void early(void) {}

void begin(void) {
  print_numbers();
  use_heap();
}

void serve(void) { wait_and_tick(); }
#endif
