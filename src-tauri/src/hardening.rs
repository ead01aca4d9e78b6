//! What the process forbids itself before anything personal is in its memory.

/// No core dumps, no debugger of the same user, for this process and those it starts.
///
/// A file limit of zero is inherited by the web view's processes; what is not dumpable is also not
/// readable through `/proc` by another process of the same user.
#[cfg(target_os = "linux")]
pub(crate) fn keep_memory_private() {
    let none = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    #[expect(
        unsafe_code,
        reason = "two calls of the system: one takes a pointer to a value that outlives it, one takes numbers"
    )]
    // A kiosk that cannot forbid dumps still has nothing else to do than to serve.
    let _refused = unsafe {
        libc::setrlimit(libc::RLIMIT_CORE, &raw const none)
            | libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0)
    };
}

/// Other systems keep their crash reports off by configuration (docs/operating.md).
#[cfg(not(target_os = "linux"))]
pub(crate) fn keep_memory_private() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn no_core_is_ever_written() {
        super::keep_memory_private();
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"))
            .unwrap();
        let words: Vec<&str> = core.split_whitespace().collect();
        assert_eq!(words[4..6], ["0", "0"], "{core}");
    }
}
