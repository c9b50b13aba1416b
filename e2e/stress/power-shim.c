/*
 * Preloaded into a process, writes down in order everything it asks of the disk below one folder,
 * so that `power.ts` can work out what a power cut would leave: PENUMBRA_DISK names the folder,
 * PENUMBRA_DISK_LOG the file to write to. What the process writes to stdout goes in as well.
 *
 * A record is: kind (1 byte), inode (8), offset (8), path length (4), data length (4), path, data;
 * little-endian. Kinds: C created, W written, T truncated (to offset), S synced, U unlinked,
 * R renamed (data: the new path), L given a second name (data: that), O written to stdout.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FDS 4096
#define LONGEST_PATH 1024

#define REAL(name) ((__typeof__(&name))real(#name))

static char paths[MOST_FDS][LONGEST_PATH];
static int log_fd = -1;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static const char *folder(void) { return getenv("PENUMBRA_DISK"); }

static int below(const char *path) {
  const char *top = folder();
  return top && path && strncmp(path, top, strlen(top)) == 0;
}

static const char *path_of(int fd) {
  return fd >= 0 && fd < MOST_FDS && paths[fd][0] ? paths[fd] : NULL;
}

static uint64_t inode_of(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 ? status.st_ino : 0;
}

static void note(char kind, uint64_t inode, uint64_t offset, const char *path, const void *data,
                 uint32_t length) {
  if (log_fd < 0) {
    const char *name = getenv("PENUMBRA_DISK_LOG");
    if (!name) return;
    log_fd = REAL(open)(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }
  uint32_t path_length = path ? strlen(path) : 0;
  struct iovec parts[] = {{&kind, 1},   {&inode, 8},           {&offset, 8},        {&path_length, 4},
                          {&length, 4}, {(void *)path, path_length}, {(void *)data, length}};
  ssize_t total = 25 + (ssize_t)path_length + length;
  /* A record that is not whole would make every later one wrong: better no log at all. */
  if (REAL(writev)(log_fd, parts, 7) != total) abort();
}

static int opened(const char *path, int flags, mode_t mode, const char *function) {
  int created = below(path) && (flags & O_CREAT) && access(path, F_OK) != 0;
  int fd = ((int (*)(const char *, int, ...))real(function))(path, flags, mode);
  if (fd < 0 || fd >= MOST_FDS) return fd;
  paths[fd][0] = 0;
  if (!below(path)) return fd;
  strncpy(paths[fd], path, LONGEST_PATH - 1);
  if (created) note('C', inode_of(fd), 0, path, NULL, 0);
  if (flags & O_TRUNC) note('T', inode_of(fd), 0, path, NULL, 0);
  return fd;
}

static mode_t mode_in(int flags, va_list arguments) {
  return flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
}

#define OPEN(name)                              \
  int name(const char *path, int flags, ...) {  \
    va_list arguments;                          \
    va_start(arguments, flags);                 \
    mode_t mode = mode_in(flags, arguments);    \
    va_end(arguments);                          \
    return opened(path, flags, mode, #name);    \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  if (fd >= 0 && fd < MOST_FDS) paths[fd][0] = 0;
  return REAL(close)(fd);
}

ssize_t write(int fd, const void *data, size_t length) {
  off_t offset = path_of(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
  ssize_t written = REAL(write)(fd, data, length);
  if (written <= 0) return written;
  if (path_of(fd)) note('W', inode_of(fd), offset, path_of(fd), data, written);
  else if (fd == STDOUT_FILENO) note('O', 0, 0, NULL, data, written);
  return written;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  ssize_t written = REAL(pwrite64)(fd, data, length, offset);
  if (written > 0 && path_of(fd)) note('W', inode_of(fd), offset, path_of(fd), data, written);
  return written;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
  return pwrite64(fd, data, length, offset);
}

int fsync(int fd) {
  int result = REAL(fsync)(fd);
  if (result == 0 && path_of(fd)) note('S', inode_of(fd), 0, path_of(fd), NULL, 0);
  return result;
}

int fdatasync(int fd) {
  int result = REAL(fdatasync)(fd);
  if (result == 0 && path_of(fd)) note('S', inode_of(fd), 0, path_of(fd), NULL, 0);
  return result;
}

int ftruncate64(int fd, off64_t length) {
  int result = REAL(ftruncate64)(fd, length);
  if (result == 0 && path_of(fd)) note('T', inode_of(fd), length, path_of(fd), NULL, 0);
  return result;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int unlink(const char *path) {
  int result = REAL(unlink)(path);
  if (result == 0 && below(path)) note('U', 0, 0, path, NULL, 0);
  return result;
}

int link(const char *from, const char *to) {
  int result = REAL(link)(from, to);
  if (result == 0 && below(from)) note('L', 0, 0, from, to, strlen(to));
  return result;
}

int rename(const char *from, const char *to) {
  int result = REAL(rename)(from, to);
  if (result == 0 && below(from)) note('R', 0, 0, from, to, strlen(to));
  return result;
}
