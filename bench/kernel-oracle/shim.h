// What the kernel's remoteproc functions need around them, in user space. Nothing here decides anything that is measured.
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <sys/mman.h>
#include <linux/elf.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef uint16_t __virtio16;
typedef u64 dma_addr_t;
typedef u64 phys_addr_t;
typedef unsigned int gfp_t;

#define __packed __attribute__((packed))
#define __iomem
#define __force
#define __printf(a, b) __attribute__((format(printf, a, b)))
#define EXPORT_SYMBOL(x)
#define GFP_KERNEL 0
#define BIT(n) (1u << (n))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define IS_ERR(p) ((uintptr_t)(p) >= (uintptr_t)-4095)
#define PTR_ERR(p) ((long)(intptr_t)(p))
#define ERR_PTR(e) ((void *)(intptr_t)(e))
#define IS_ERR_OR_NULL(p) (!(p) || IS_ERR(p))
// In the type of its argument, as the kernel's ALIGN.
#define PAGE_ALIGN(n) (((n) + (typeof(n))4095) & ~(typeof(n))4095)
#define container_of(p, type, member) ((type *)((char *)(p)-offsetof(type, member)))
#define kzalloc(n, f) calloc(1, n)
#define devm_kzalloc(d, n, f) calloc(1, n)
#define kfree(p) ((void)(p))
#define memcpy_toio memcpy
#define memset_io memset
#define __LITTLE_ENDIAN 1234
#define ioremap_wc(at, n) map_system(at, n)
#define devm_ioremap(d, at, n) map_system(at, n)
#define devm_ioremap_wc(d, at, n) map_system(at, n)
#define iounmap(p) ((void)(p))

static inline void *kmemdup(const void *from, size_t n, gfp_t flags) { (void)flags; return memcpy(malloc(n + 1), from, n); }
static inline size_t size_add(size_t a, size_t b) { return a + b < a ? SIZE_MAX : a + b; }
static inline size_t size_mul(size_t a, size_t b) { size_t r; return __builtin_mul_overflow(a, b, &r) ? SIZE_MAX : r; }
#define struct_size(p, member, n) size_add(sizeof(*(p)), size_mul(sizeof(*(p)->member), n))

struct list_head { struct list_head *next, *prev; };
#define LIST_HEAD_INIT(h) do { (h)->next = (h)->prev = (h); } while (0)
static inline void list_add_tail(struct list_head *n, struct list_head *h) { n->prev = h->prev; n->next = h; h->prev->next = n; h->prev = n; }
#define list_for_each_entry(p, h, m) for (p = container_of((h)->next, typeof(*p), m); &p->m != (h); p = container_of(p->m.next, typeof(*p), m))

struct device_node { const char *name; u64 base, size; };
struct device { struct device *parent; struct device_node *of_node; void *platform_data, *drvdata; const char *prefix; };
struct platform_device { struct device dev; };
struct firmware { size_t size; const u8 *data; };
struct idr { int next; };
struct dentry;
struct virtqueue;
struct iommu_domain;
struct resource { u64 start, end; };
struct reserved_mem { u64 base, size; };
struct of_phandle_iterator { struct device_node *node; int at; };

void say(const char *level, const char *prefix, const char *format, ...) __attribute__((format(printf, 3, 4)));
#define dev_err(d, ...) say("err", (d)->prefix, __VA_ARGS__)
#define dev_warn(d, ...) say("warn", (d)->prefix, __VA_ARGS__)
#define dev_info(d, ...) say("info", (d)->prefix, __VA_ARGS__)
#define dev_dbg(d, ...) do { if (0) say("dbg", (d)->prefix, __VA_ARGS__); } while (0)

void *map_system(u64 at, u64 size);

extern struct device_node regions[];
extern const int region_count;
static inline void of_phandle_iterator_init(struct of_phandle_iterator *it, struct device_node *np, const char *n, const char *c, int k) { (void)np; (void)n; (void)c; (void)k; it->at = 0; }
static inline int of_phandle_iterator_next(struct of_phandle_iterator *it) { if (it->at >= region_count) return -ENOENT; it->node = &regions[it->at++]; return 0; }
static inline struct reserved_mem *of_reserved_mem_lookup(struct device_node *n) { static struct reserved_mem m; m.base = n->base; m.size = n->size; return &m; }
static inline int of_count_phandle_with_args(struct device_node *np, const char *n, const char *c) { (void)np; (void)n; (void)c; return region_count; }
static inline struct device_node *of_parse_phandle(struct device_node *np, const char *n, int i) { (void)np; (void)n; return &regions[i]; }
static inline int of_address_to_resource(struct device_node *n, int i, struct resource *r) { (void)i; r->start = n->base; r->end = n->base + n->size - 1; return 0; }
#define resource_size(r) ((r)->end - (r)->start + 1)
#define of_node_put(n) ((void)(n))
static inline int idr_alloc(struct idr *i, void *p, int a, int b, gfp_t f) { (void)p; (void)a; (void)b; (void)f; return i->next++; }
#define iommu_map(...) 0
