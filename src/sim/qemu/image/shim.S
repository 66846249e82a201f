/* An arm64 Linux Image that jumps to U-Boot: what QEMU boots as a kernel enters at EL2, with PSCI. */
	.globl	_start
_start:
	b	jump
	.word	0
	.quad	0x100000		/* text_offset */
	.quad	0x1000			/* image_size */
	.quad	0xa			/* flags: little endian, 4 KiB pages, anywhere in memory */
	.quad	0
	.quad	0
	.quad	0
	.ascii	"ARM\x64"
	.word	0
jump:
	ldr	x16, =0x40200000	/* CONFIG_TEXT_BASE of U-Boot */
	br	x16
	.ltorg
