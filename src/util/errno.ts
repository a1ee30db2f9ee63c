/**
 * What the C library says for an errno. Messages that name a reason (`error
 * connecting to PATH (No such file or directory)`) are read by scripts, and
 * node's own wording differs. Called by the client, the server and file jobs.
 */

/** Error code -> the C library's words for it. */
const messages: Readonly<Record<string, string>> = {
	E2BIG: "Argument list too long",
	EACCES: "Permission denied",
	EADDRINUSE: "Address already in use",
	EADDRNOTAVAIL: "Cannot assign requested address",
	EAGAIN: "Resource temporarily unavailable",
	EBADF: "Bad file descriptor",
	EBUSY: "Device or resource busy",
	ECHILD: "No child processes",
	ECONNABORTED: "Software caused connection abort",
	ECONNREFUSED: "Connection refused",
	ECONNRESET: "Connection reset by peer",
	EDQUOT: "Disk quota exceeded",
	EEXIST: "File exists",
	EFAULT: "Bad address",
	EFBIG: "File too large",
	EINTR: "Interrupted system call",
	EINVAL: "Invalid argument",
	EIO: "Input/output error",
	EISDIR: "Is a directory",
	ELOOP: "Too many levels of symbolic links",
	EMFILE: "Too many open files",
	EMLINK: "Too many links",
	ENAMETOOLONG: "File name too long",
	ENFILE: "Too many open files in system",
	ENODEV: "No such device",
	ENOENT: "No such file or directory",
	ENOEXEC: "Exec format error",
	ENOMEM: "Cannot allocate memory",
	ENOSPC: "No space left on device",
	ENOTCONN: "Transport endpoint is not connected",
	ENOTDIR: "Not a directory",
	ENOTEMPTY: "Directory not empty",
	ENOTSOCK: "Socket operation on non-socket",
	ENOTSUP: "Operation not supported",
	ENOTTY: "Inappropriate ioctl for device",
	ENXIO: "No such device or address",
	EPERM: "Operation not permitted",
	EPIPE: "Broken pipe",
	EPROTOTYPE: "Protocol wrong type for socket",
	EROFS: "Read-only file system",
	ESPIPE: "Illegal seek",
	ESRCH: "No such process",
	ETIMEDOUT: "Connection timed out",
	ETXTBSY: "Text file busy",
	EXDEV: "Invalid cross-device link",
};

/** The C library's words for error `code` (`ENOENT`); an unknown code says itself. */
export function strerror(code: string): string {
	return messages[code] ?? `Unknown error ${code}`;
}

/** The code (`ENOENT`) of whatever a node: call threw; `EIO` when it has none. */
export function errorCode(error: unknown): string {
	if (typeof error === "object" && error !== null && "code" in error && typeof error.code === "string")
		return error.code;
	return "EIO";
}
