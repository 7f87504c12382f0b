#pragma once

#include <exception>

namespace boxoffice {

/// Whether what was thrown only says that an operation was cancelled (Asio's operation_aborted).
bool is_cancellation(const std::exception_ptr& fault);

}  // namespace boxoffice
