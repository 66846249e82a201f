import { answersByName } from './answers-by-name.ts';
import { bare, isPlumbing } from './symbols.ts';

/** The functions that stand in most stacks, to know them when a character of theirs was lost on the wire. */
const common =
  '__alloc_pages __alloc_skb __asan_report_load4_noabort __asan_report_load8_noabort __dump_stack __hrtimer_run_queues __kasan_kmalloc ' +
  '__kasan_report __kasan_slab_free __kmalloc __local_bh_enable_ip __lock_acquire __might_sleep __mutex_lock __netif_receive_skb ' +
  '__schedule __schedule_bug __slab_alloc ___slab_alloc __softirqentry_text_start __do_softirq __sys_sendmsg ___sys_sendmsg ' +
  '__this_cpu_preempt_check __warn apic_timer_interrupt arch_stack_walk arch_trigger_cpumask_backtrace asm_sysvec_apic_timer_interrupt ' +
  'call_timer_fn call_on_irq_stack check_cpu_stall check_memory_region check_panic_on_warn check_preemption_disabled ' +
  'check_preemption_disabled cpu_startup_entry debug_smp_processor_id default_idle default_idle_call do_debug_exception do_el0_svc ' +
  'do_error_trap do_exit do_fast_syscall_32 do_group_exit do_idle do_interrupt_handler do_invalid_op do_mem_abort do_one_initcall ' +
  'do_raw_spin_lock do_softirq do_syscall_64 do_vfs_ioctl dump_backtrace dump_cpu_task dump_stack dump_stack_lvl el0_svc el0_svc_common ' +
  'el0t_64_sync el0t_64_sync_handler el1_interrupt el1h_64_irq el1h_64_irq_handler entry_SYSCALL_64_after_hwframe ' +
  'entry_SYSCALL_64_fastpath entry_SYSENTER_compat exit_to_user_mode_prepare exit_to_usermode_loop fixup_bug get_page_from_freelist ' +
  'get_signal gic_handle_irq handle_irq_event handle_percpu_devid_irq hrtimer_interrupt invalid_op invoke_syscall irq_exit ' +
  'kasan_check_range kasan_end_report kasan_kmalloc kasan_object_err kasan_report kasan_report_error kasan_report_invalid_free ' +
  'kasan_save_stack kasan_set_track kasan_slab_alloc kasan_slab_free kfree kmem_cache_alloc kmem_cache_alloc_node ' +
  'kmem_cache_alloc_trace kmem_cache_free kmemleak_alloc kmsan_report kthread kvfree kvmalloc_node local_apic_timer_interrupt ' +
  'lock_acquire lock_release lockdep_rcu_suspicious mark_lock mutex_lock_nested nmi_cpu_backtrace nmi_trigger_cpumask_backtrace panic ' +
  'preempt_schedule_irq print_address_description print_circular_bug print_other_cpu_stall print_report process_one_work ' +
  'rcu_check_callbacks rcu_dump_cpu_stacks rcu_gp_kthread rcu_sched_clock_irq register_lock_class report_bug ret_from_fork save_stack ' +
  'save_stack_trace sched_show_task schedule schedule_preempt_disabled schedule_timeout show_stack smp_apic_timer_interrupt ' +
  'smpboot_thread_fn spin_dump stack_trace_save start_kernel start_secondary syscall_exit_to_user_mode syscall_return_slowpath ' +
  'sysvec_apic_timer_interrupt task_work_run tick_sched_handle tick_sched_timer ubsan_epilogue unwind_backtrace update_process_times ' +
  'vprintk_emit wait_for_completion warn_slowpath_fmt warn_slowpath_null watchdog_timer_fn worker_thread ___might_sleep ' +
  '_raw_spin_lock _raw_spin_lock_bh _raw_spin_lock_irqsave _raw_spin_unlock_irqrestore rb_first rb_erase refcount_warn_saturate';

const known = new Set(common.split(' '));
const shortened = new Map<string, string>();
for (const name of known) for (let at = 0; at < name.length; at++) shortened.set(name.slice(0, at) + name.slice(at + 1), name);

/** The common function that the name is, less one character; otherwise the name itself. */
export const mendedSymbol = answersByName((name) => {
  const plain = bare(name);
  return known.has(plain) || isPlumbing(plain) ? name : (shortened.get(plain) ?? name);
});
