#pragma once
#include <stdint.h>

void uart_open(void);
void uart_byte(char byte);
void uart_text(const char *text);
void uart_hex(uint32_t value);
void uart_decimal(uint32_t value);
