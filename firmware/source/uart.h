#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

void uart_open(void);
void uart_byte(char byte);
/* True once this byte came in; what came before it is forgotten. */
int uart_heard(char byte);
void uart_text(const char *text);
void uart_hex(uint32_t value);
void uart_decimal(uint32_t value);

#ifdef __cplusplus
}
#endif
