import { answersByName } from './answers-by-name.ts';

/**
 * Functions that never name a bug: they report it, guard it, wait or allocate for the one that has it. Classes rather than lists, since
 * names differ between architectures and kernels; the entry symbols of arm64 are arch/arm64/kernel/entry.S and entry-common.c.
 */
const classes: readonly string[] = [
  'refcount_\\w*|__?refcount_\\w*|debug_print_object|kmalloc_slab',
  // report and print
  '(?:__)?dump_stack\\w*|dump_cpu_task|_sched_show_task|__panic|panic_saved_regs|check_panic_on_warn|show_(?:stack|regs|trace)\\w*|(?:dump|unwind)_backtrace\\w*|sched_show_task|print_[a-z_]+|.*_print_.*|vprintk\\w*|printk\\w*|_printk|panic|nmi_panic|.*_report(?:_\\w+)?|report_\\w+|object_err|slab_err|bad_page|console_unlock|dump_header',
  '__?warn\\w*|warn_slowpath\\w*|fixup_bug\\w*|handle_bug\\w*|(?:asm_)?exc_\\w+|do_(?:error_)?trap\\w*|do_invalid_op|invalid_op|die\\w*|__die\\w*|oops_\\w+|no_context|bad_area\\w*|__bad_area\\w*|fault_dirty_tag|fixup_exception|search_exception_tables|page_fault\\w*|async_page_fault|error_entry|error_code|general_protection|do_general_protection|int3|xen_\\w+int3|divide_error',
  // sanitizers
  '_*(?:kasan|asan|kmsan|msan|tsan|kcsan|kfence|ubsan|kmemleak|hwasan|sanitizer)\\w*|check_memory_region\\w*|check_access|memory_is_\\w+|handle_overflow|val_to_string|find_first_bad_addr|get_report_\\w+|check_region_inline|__fortify_\\w+|fortify_panic|setup_stack_\\w+|save_stack\\w*|set_track\\w*|stack_trace_\\w+|stack_depot_\\w+|usercopy_\\w+|__?check_(?:object_size|heap_object)|copy_overflow',
  // locks and lockdep
  '(?:_raw_|__raw_|do_raw_|native_|__pv_|pv_|rt_)?(?:queued_)?(?:spin|read|write)_(?:un|try)?_?(?:lock|trylock|unlock)\\w*|rt_(?:spin|read|write)_\\w+|_*mutex_\\w+|_*(?:rt_mutex|ww_mutex|rwbase|rwsem|percpu_(?:down|up|rwsem))_?\\w*|rtlock_\\w+|_*(?:down|up)(?:_(?:read|write|trylock|killable|interruptible|timeout))*\\w{0,24}|_*lock_(?:acquire|release|sock|sock_nested|acquired|is_held\\w*|acquire_\\w+|release_\\w+|page)|lock_two_\\w+|look_up_lock_class|register_lock_class|(?:check|validate|mark|add|find|hlock|assign)_(?:prev|prevs|chain|lock|noncircular|irq|usage|deadlock|held|wait|class|flush)\\w*|lockdep_\\w+|debug_(?:check|locks|spin|mutex|smp|print|object|show|rt_mutex)\\w*|__?debug_\\w+|assert_\\w+|trace_(?:hard|soft)irqs\\w*|(?:spin|rwlock)_(?:bug|dump)|__bit_spin\\w*|(?:read|write)_seq\\w*|valid_state|usage_match|bug_at|check_wait_context|check_flags|might_\\w+|__might_\\w+|___might_sleep|__schedule_bug|rcu_(?:lock|read_lock|read_unlock|note|is_watching|sleep)\\w*|preempt_(?:count|schedule)\\w*|check_preemption_disabled|__this_cpu_preempt_check',
  // allocators and copies
  '_*(?:kmalloc|kzalloc|kcalloc|krealloc|kmem_cache|kfree|kvfree|kvmalloc|kvzalloc|kmemdup|kstrdup|kstrndup|vmalloc|vzalloc|vfree|vunmap|slab|slub|cache_(?:alloc|free)|do_slab|allocate_slab|new_slab|do_kmalloc|do_kmem|qlist|quarantine|free_(?:pages?|block|large|debug|unref|the)|__free_(?:pages?|slab)|alloc_pages?|get_page_from|prep_|post_alloc|free_pcp|percpu|free_percpu|pcpu|alloc_percpu|memdup_user|strndup_user|stack_map_alloc|sg_alloc|alloc_debug|check_(?:slab|object|bytes)|deactivate_slab|discard_slab|folio_alloc|vma_alloc|filemap_alloc|mempool|radix_tree_node|idr_(?:alloc|get)|devm_k|drmm_k|dma_(?:pool_)?alloc|alloc_skb|napi_alloc|netdev_alloc_skb|build_skb|skb_(?:clone|copy|free|release|put|push|pull|over_panic|under_panic|panic)|consume_skb|kfree_skb|sock_(?:alloc_send|wmalloc|kmalloc|rmalloc)|mm_alloc)\\w*',
  '_*(?:mem(?:cpy|set|move|cmp|chr|scan)|str(?:len|nlen|cpy|ncpy|lcpy|scpy|cmp|ncmp|cat|chr|rchr|str|sep)|sized_str\\w+|copy|_copy|__copy|copy_(?:to|from|in)_\\w+|clear_user|put_user|get_user|__put_user|__get_user|raw_copy|rep_movs|csum_(?:partial|and)|crc\\w+_le)\\w*|_copy_\\w+|instrument_\\w+|csum_\\w+',
  '_*(?:atomic|atomic64|atomic_long|arch_atomic|raw_atomic|test_bit|set_bit|clear_bit|test_and|constant_test_bit|variable_test_bit|arch_test_bit|bit_spin|read_once|write_once|__read_once_size|__write_once_size|READ_ONCE|cmpxchg|xchg|refcount|kref|kobject_(?:get|put|cleanup|release|del|add)|list_(?:add|del|empty|move|splice)|hlist_(?:add|del|empty)|__list|__hlist|llist|rb_(?:insert|erase|first|next|link)|timerqueue|plist|klist|rht_|rhashtable_lookup|get_unaligned|put_unaligned|bitmap_\\w+|find_(?:next|first)_bit|ref_tracker\\w*|percpu_ref_\\w+)\\w*',
  // work, timers, sysfs and the device core
  '(?:work|timer)_is_static_object|lock_timer_base|(?:do_)?init_timer\\w*|_*(?:mod|add|del|try_to_del|detach|detach_if_pending)_timer\\w*|timer_(?:delete|shutdown|reduce)\\w*|_*(?:flush|cancel|drain|destroy|queue|insert|start_flush)_(?:delayed_)?work\\w*|device_(?:add|del|register|unregister|release)\\w*|(?:sysfs|kernfs|devres|internal)_\\w+|kobject_\\w+|add_uevent_var|(?:ida|idr|xas|xa)_\\w+|usb_(?:submit|kill|unlink|anchor|hcd_unlink)\\w*urb\\w*|crc\\w+|_*(?:v|s|n|k|as|cn)*printf|kvasprintf\\w*|string(?:_nocheck)?|hex_\\w+|pointer|number|strn?r?str|retint_\\w+|_*preempt_schedule\\w*|_*cond_resched\\w*|assertfail|_*x86_indirect_thunk\\w*',
  // waiting
  '_*schedule(?:_\\w+)?|call_rwsem_\\w+|exit_to_user\\w*|_*io_schedule\\w*|context_switch|__switch_to\\w*|_*wait_(?:on|for|woken|event)\\w*|do_wait_for\\w*|_*wait_(?:common|rcu_gp)|prepare_to_wait\\w*|finish_wait|out_of_line_wait\\w*|bit_wait\\w*|(?:msleep|usleep)\\w*|complete\\w*|_*wake_up\\w*|try_to_wake_up|default_wake_function|autoremove_wake\\w*|folio_wait\\w*|_*delay\\w*|__const_udelay|__udelay\\w*|cpu_relax|rep_nop',
  // interrupts, timers and the stall detectors themselves
  '(?:arch_|x86_)?(?:trigger|nmi)_\\w+|_*rcu_(?:sched|check|pending|dump|exp|implicit|report)\\w*|print_(?:cpu|other)_\\w*stall\\w*|check_cpu_stall\\w*|synchronize_rcu_expedited_wait\\w*|update_process_times|(?:tick|_*hrtimer)_\\w+|_*run_hrtimer\\w*|_*hrtimer\\w*|(?:smp_|local_|__sysvec_|sysvec_|asm_sysvec_|smp_trace_)*apic_timer\\w*|arch_timer_handler\\w*|handle_percpu_\\w+|_*handle_(?:domain_irq|irq_\\w+)|generic_handle_\\w*irq\\w*|gic_\\w+|call_on_irq_stack|do_interrupt_handler|irq_exit\\w*|irq_enter\\w*|handle_arch_irq|asm_common_interrupt|common_interrupt|do_IRQ|ret_from_intr|watchdog_\\w+|is_softlockup|softlockup_\\w+|check_hung_\\w+|lapic_\\w+|flush_tlb_\\w+|native_(?:safe_halt|flush\\w*|write\\w*|save\\w*|restore\\w*|queued\\w+|apic\\w+|halt)|pv_\\w+|kvm_(?:wait|kick_cpu|guest\\w+)|arch_local_\\w+|_*local_bh_enable\\w*|_*local_(?:irq|bh)\\w*|csd_lock_wait|_*sanitizer_cov\\w*|write_comp_data|stackleak\\w*|__fentry__|ftrace_\\w+|unwind_\\w+|__unwind\\w+|arch_stack_walk\\w*|orc_\\w+|kernel_text_address|__kernel_text_address|is_module_text\\w+|__orc_find|get_stack_info',
  // idle
  '(?:do|default|arch|cpu|arch_cpu|call_cpu|cpuidle|acpi|intel|psci|poll|play|pseudo_lock)_(?:cpu_)?idle\\w*|cpu_startup_entry|start_secondary\\w*|secondary_start\\w*|cpu_do_idle|cpuidle_\\w+|acpi_safe_halt|acpi_processor_ffh\\w*|mwait_\\w+|raw_safe_halt|rest_init|start_kernel|x86_64_start\\w*',
  // entries
  'el[01]\\w*_\\w+|el0_\\w+|el1_\\w+|__el[01]\\w+|do_(?:mem_abort|sea|bad|page_fault|translation_fault|alignment_fault|sp_pc_abort|DataAbort|PrefetchAbort|undefinstr|user_addr_fault|kern_addr_fault|debug_exception|el0_\\w+)|__do_(?:kernel_fault|user_fault|page_fault)|arm64_(?:serror|notify)\\w*|__(?:dabt|pabt|und|irq|bad)_\\w+|vectors?|(?:bug|brk|kasan|ubsan|cfi)_(?:brk_)?handler\\w*|bug_handler\\w*|call_break_hook|brk_handler|do_serror|do_undef\\w*|invoke_syscall\\w*|ret_(?:to|from|fast)_\\w+|entry_\\w+|system_call\\w*|syscall_\\w+|do_syscall\\w*|do_(?:fast_syscall|int80_syscall)\\w*|__do_(?:fast_syscall|sys_\\w{0,0})\\w*|sysenter\\w*|(?:asm_|irq)?entries\\w*',
];
const skipped = new RegExp(`^(?:${classes.join('|')})$`);

/** True when the function says nothing about whose bug it is. */
export const isPlumbing = answersByName((name) => skipped.test(bare(name)));

/** Without the suffixes that a compiler gives to its copies of a function, which change from build to build. */
export const bare = (name: string): string => name.replace(/\.(?:isra|part|constprop|cold|llvm|lto_priv|cfi_jt|clone)\b.*$|^\./g, '');

/** A system call by its bare name, the same on every architecture. */
export const withoutSyscallPrefix = (name: string): string =>
  name.replace(
    /^(?:__(?:arm64|x64|ia32|riscv|powerpc|s390x?|se)_(?:compat_)?(?:sys|__)_|__do_(?:compat_)?sys_|SYSC_|SyS_|C_SYSC_|compat_SyS_|compat_sys_|ksys_|__x32_compat_sys_)/,
    'sys_',
  );

/** Where work begins: what stands right above is what was running. */
export const isEntry = answersByName((name) => entry.test(bare(name)));
const entry =
  /^(?:do_syscall\w*|invoke_syscall\w*|el0_svc\w*|do_el0_svc|entry_\w+|do_fast_syscall\w*|do_int80\w*|ret_fast_syscall|system_call\w*|syscall_\w+|process_one_work|worker_thread|kthread|smpboot_thread_fn|ret_from_\w+|__?handle_irq_event\w*|call_timer_fn|expire_timers|__do_softirq|handle_softirqs|do_softirq\w*|__irq_exit_rcu|run_ksoftirqd|net_rx_action|__?napi_poll|__netif_receive_skb\w*|netif_receive_skb\w*|deliver_skb|dst_input|tasklet_(?:hi_)?action\w*|irq_work_run\w*|flush_smp_call\w*|__?vfs_(?:read|write|ioctl|readv|writev)\w*|do_iter_\w+|new_sync_(?:read|write)|do_vfs_ioctl|ksys_\w+|_*sys_(?:send|recv)m?msg|_*sock_(?:sendmsg|recvmsg|write_iter|read_iter)\w*|netlink_(?:sendmsg|unicast|rcv_skb)\w*|(?:rt|nf)netlink_rcv(?:_msg)?|genl_(?:rcv|family_rcv)\w*|__(?:arm64|x64|ia32|se|do)_(?:compat_)?sys_\w+|(?:compat_)?SyS_\w+|SYSC_\w+|sys_\w+|task_work_run|_*fput|exit_to_user_mode\w*|exit_to_usermode\w*|do_exit|do_group_exit|get_signal|do_signal|do_one_initcall|kernel_init\w*|start_kernel|cpu_startup_entry|do_idle|cpu_idle\w*|rest_init|kernel_thread)$/;
/** The frame of an interrupt's entry: what comes behind it is what the interrupt interrupted. */
export const isInterruptEntry = answersByName((name) => interruptEntry.test(name));
const interruptEntry =
  /^(?:el1h?(?:_64)?_irq|el0t?(?:_64)?_irq|__irq_svc|__irq_usr|asm_sysvec_\w+|asm_common_interrupt|(?:smp_)?apic_timer_interrupt|reschedule_interrupt|ret_from_intr|irq_stack_exit|handle_irq_\w+|handle_int)$/;
