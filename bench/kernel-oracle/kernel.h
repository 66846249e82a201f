// The kernel's structures, reduced to what the extracted functions touch.
struct rproc;
struct rproc_mem_entry;
struct rproc_subdev { int unused; };
struct rproc_ops {
	void *(*da_to_va)(struct rproc *rproc, u64 da, size_t len, bool *is_iomem);
	int (*handle_rsc)(struct rproc *rproc, u32 type, void *rsc, int offset, int avail);
};
struct rproc {
	const struct rproc_ops *ops;
	const char *firmware;
	void *priv;
	struct device dev;
	struct list_head carveouts, traces, mappings;
	struct idr notifyids;
	struct iommu_domain *domain;
	struct resource_table *table_ptr, *cached_table;
	size_t table_sz;
	int max_notifyid, num_traces;
	u32 nb_vdev;
};
typedef int (*rproc_handle_resource_t)(struct rproc *, void *, int offset, int avail);
enum { RSC_HANDLED = 0, RSC_IGNORED = 1 };
#define RVDEV_NUM_VRINGS 2
#define PLATFORM_DEVID_AUTO -2
#define rproc_create_trace_file(n, r, t) NULL
#define rproc_coredump_add_segment(r, da, n) ((void)(da))
static inline int rproc_handle_rsc(struct rproc *r, u32 t, void *p, int o, int a) { (void)r; (void)t; (void)p; (void)o; (void)a; return RSC_IGNORED; }
static inline bool rproc_u64_fit_in_size_t(u64 v) { (void)v; return true; }
struct vring_desc { u64 addr; u32 len; u16 flags, next; };
struct vring_used_elem { u32 id, len; };
static int rproc_alloc_carveout(struct rproc *rproc, struct rproc_mem_entry *mem);
static int rproc_release_carveout(struct rproc *rproc, struct rproc_mem_entry *mem);
struct platform_device *platform_device_register_data(struct device *parent, const char *name, int id, const void *data, size_t size);
