#include "main.h"

void early(void) {}

void serve(void) { wait_and_tick(); }
