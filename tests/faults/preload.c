/* Stands between one program and its C library, so that a disk can be full, slow or broken and a
 * clock wrong for that program alone: without being root, without a mount and without ptrace.
 *
 * What is wrong is told in a file of numbers that both sides have in memory. With a journal it also
 * writes down, in order, each write and each sync that succeeded, so that a power cut at any moment
 * can be played out afterwards. See preload.py.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* As Control in preload.py has it. */
struct control {
    int64_t full;       /* 1: no file may grow */
    int64_t fail_every; /* each so manieth sync fails; 0: none */
    int64_t delay_ns;   /* before each sync */
    int64_t clock_ns;   /* added to the time of day */
    int64_t syncs, failed, refused, delayed, shifted;
};

static struct control whole;
static struct control *control = &whole;
static const char *under;
static size_t under_length;
static int journal = -1;
static pthread_mutex_t journaling = PTHREAD_MUTEX_INITIALIZER;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

#define REAL(name, type, ...)                            \
    static type (*real)(__VA_ARGS__);                    \
    if (real == NULL) real = (type(*)(__VA_ARGS__))next(name)

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULTS_CONTROL");
    const char *noted = getenv("FAULTS_JOURNAL");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file >= 0) {
        void *shared = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (shared != MAP_FAILED) control = shared;
        close(file);
    }
    /* PostgreSQL writes over its environment, to show in a list of processes what it does. */
    under = getenv("FAULTS_UNDER");
    under = under ? strdup(under) : NULL;
    under_length = under ? strlen(under) : 0;
    if (noted) journal = open(noted, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static void count(int64_t *what) { __atomic_fetch_add(what, 1, __ATOMIC_RELAXED); }

static int64_t told(const int64_t *what) { return __atomic_load_n(what, __ATOMIC_RELAXED); }

/* Whether the file lies where the faults are; its path. */
static int concerned(int fd, char path[PATH_MAX]) {
    char link[40];
    ssize_t length;
    int before = errno;
    if (under_length == 0) return 0;
    char *end = link + sizeof link - 1;
    *end = 0;
    unsigned number = (unsigned)fd;
    do *--end = (char)('0' + number % 10); while (number /= 10);
    memcpy(end - 14, "/proc/self/fd/", 14);
    length = readlink(end - 14, path, PATH_MAX - 1);
    errno = before;
    if (fd < 0 || length < (ssize_t)under_length) return 0;
    path[length] = 0;
    return memcmp(path, under, under_length) == 0;
}

/* The journal. */

enum { BASE = 'B', WRITTEN = 'W', SYNCED = 'S', CUT = 'T' };

struct entry {
    int64_t at_ns;
    int64_t kind, path, offset, length;
};

static void note(int kind, const char *path, off_t offset, const void *data, size_t length) {
    struct timespec now;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    struct entry entry = {now.tv_sec * 1000000000LL + now.tv_nsec, kind, (int64_t)strlen(path),
                          offset, (int64_t)length};
    struct iovec parts[] = {{&entry, sizeof entry}, {(void *)path, strlen(path)},
                            {(void *)data, data ? length : 0}};
    syscall(SYS_writev, journal, parts, 3);
}

static int journaled(const char *path) {
    size_t length = strlen(path);
    return journal >= 0 && !(length > 4 && strcmp(path + length - 4, "-shm") == 0);
}

/* What a file was before the first that is noted of it. */
static void note_base(int fd, const char *path) {
    static char *known[64];
    static int many;
    struct stat stat;
    for (int at = 0; at < many; at++)
        if (strcmp(known[at], path) == 0) return;
    if (many == 64 || fstat(fd, &stat) < 0) return;
    known[many++] = strdup(path);
    char *data = malloc((size_t)stat.st_size + 1);
    ssize_t read = pread(fd, data, (size_t)stat.st_size, 0);
    note(BASE, path, 0, data, read > 0 ? (size_t)read : 0);
    free(data);
}

/* Writes: ``offset`` -1 is where the file stands. */

static int refuses(int fd, off_t offset, size_t length) {
    char path[PATH_MAX];
    struct stat stat;
    if (!told(&control->full) || !concerned(fd, path) || fstat(fd, &stat) < 0) return 0;
    if (offset < 0) offset = lseek(fd, 0, SEEK_CUR);
    if (offset + (off_t)length <= stat.st_size) return 0;
    count(&control->refused);
    errno = ENOSPC;
    return 1;
}

static int notes(int fd, char path[PATH_MAX]) {
    if (journal < 0 || !concerned(fd, path) || !journaled(path)) return 0;
    pthread_mutex_lock(&journaling);
    note_base(fd, path);
    return 1;
}

static void noted(int kind, const char *path, off_t offset, const void *data, ssize_t length) {
    int before = errno;
    if (length >= 0) note(kind, path, offset, data, (size_t)length);
    pthread_mutex_unlock(&journaling);
    errno = before;
}

ssize_t write(int fd, const void *data, size_t length) {
    REAL("write", ssize_t, int, const void *, size_t);
    char path[PATH_MAX];
    if (refuses(fd, -1, length)) return -1;
    if (!notes(fd, path)) return real(fd, data, length);
    off_t offset = lseek(fd, 0, SEEK_CUR);
    ssize_t done = real(fd, data, length);
    noted(WRITTEN, path, offset, data, done);
    return done;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
    REAL("pwrite64", ssize_t, int, const void *, size_t, off64_t);
    char path[PATH_MAX];
    if (refuses(fd, offset, length)) return -1;
    if (!notes(fd, path)) return real(fd, data, length, offset);
    ssize_t done = real(fd, data, length, offset);
    noted(WRITTEN, path, offset, data, done);
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
    return pwrite64(fd, data, length, offset);
}

ssize_t pwritev(int fd, const struct iovec *parts, int many, off_t offset) {
    REAL("pwritev", ssize_t, int, const struct iovec *, int, off_t);
    size_t length = 0;
    for (int at = 0; at < many; at++) length += parts[at].iov_len;
    return refuses(fd, offset, length) ? -1 : real(fd, parts, many, offset);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int many, off64_t offset) {
    return pwritev(fd, parts, many, offset);
}

int posix_fallocate(int fd, off_t offset, off_t length) {
    REAL("posix_fallocate", int, int, off_t, off_t);
    return refuses(fd, offset, (size_t)length) ? ENOSPC : real(fd, offset, length);
}

int ftruncate64(int fd, off64_t length) {
    REAL("ftruncate64", int, int, off64_t);
    char path[PATH_MAX];
    if (!notes(fd, path)) return real(fd, length);
    int done = real(fd, length);
    noted(CUT, path, length, NULL, done);
    return done;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

/* Syncs. */

static int sync_by(int (*real)(int), int fd) {
    char path[PATH_MAX];
    if (!concerned(fd, path)) return real(fd);
    int64_t number = __atomic_add_fetch(&control->syncs, 1, __ATOMIC_RELAXED);
    int64_t delay = told(&control->delay_ns), every = told(&control->fail_every);
    if (delay > 0) {
        struct timespec wait = {delay / 1000000000, delay % 1000000000};
        count(&control->delayed);
        nanosleep(&wait, NULL);
    }
    if (every > 0 && number % every == 0) {
        count(&control->failed);
        errno = EIO;
        return -1;
    }
    if (!notes(fd, path)) return real(fd);
    int done = real(fd);
    noted(SYNCED, path, 0, NULL, done);
    return done;
}

int fsync(int fd) {
    REAL("fsync", int, int);
    return sync_by(real, fd);
}

int fdatasync(int fd) {
    REAL("fdatasync", int, int);
    return sync_by(real, fd);
}

/* The time of day. */

int clock_gettime(clockid_t clock, struct timespec *now) {
    REAL("clock_gettime", int, clockid_t, struct timespec *);
    int done = real(clock, now);
    int64_t by = told(&control->clock_ns);
    if (by == 0 || done != 0 || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE))
        return done;
    count(&control->shifted);
    int64_t sum = now->tv_sec * 1000000000LL + now->tv_nsec + by;
    now->tv_sec = sum / 1000000000;
    now->tv_nsec = sum % 1000000000;
    return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec exact;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *into) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (into) *into = exact.tv_sec;
    return exact.tv_sec;
}
