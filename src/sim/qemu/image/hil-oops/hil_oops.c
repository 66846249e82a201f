// SPDX-License-Identifier: GPL-2.0
#include <linux/compiler.h>
#include <linux/module.h>

// Debian's kernel has no lkdtm. Loading this writes through a null pointer in the context of the program that loads it: an oops and nothing else.
static noinline void hil_write_null(int *nowhere)
{
	WRITE_ONCE(*nowhere, 1);
}

static int __init hil_oops_init(void)
{
	int *nowhere = NULL;

	OPTIMIZER_HIDE_VAR(nowhere);
	pr_notice("hil_oops: writing to a null pointer\n");
	hil_write_null(nowhere);
	return -EAGAIN;
}
module_init(hil_oops_init);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("An oops for boards under test");
