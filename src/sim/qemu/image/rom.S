/*
 * The table that U-Boot asks the boot ROM through (struct rom_api, arch/arm/include/asm/mach-imx/sys_proto.h).
 * It has one answer: booted from MMC instance 2, the eMMC.
 */
	.globl	_start
_start:
	.hword	0			/* ver */
	.hword	0			/* tag */
	.word	0			/* reserved1 */
	.quad	download_image
	.quad	query_boot_info

download_image:
	mov	w0, #0x0f		/* not ROM_API_OKAY */
	ret

query_boot_info:			/* w0: what is asked, x1: where to put it */
	cmp	w0, #2			/* QUERY_BT_DEV */
	b.ne	unknown
	ldr	w3, =0x00020200		/* type 2: MMC, instance 2 */
	str	w3, [x1]
	mov	w0, #0xf0		/* ROM_API_OKAY */
	ret

unknown:
	str	wzr, [x1]
	mov	w0, #0xf0
	ret
	.ltorg
