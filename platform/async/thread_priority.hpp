#pragma once

namespace boxoffice {

/// From now on the calling thread gives way to the program's others: it is at least as nice as 10 (setpriority(2),
/// which on Linux is of a thread). Where a core is idle it works as fast as ever; where they compete, it gets a tenth.
void give_way();

}  // namespace boxoffice
