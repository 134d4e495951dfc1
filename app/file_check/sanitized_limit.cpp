// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The limit where the sanitizers have replaced the memory functions already.
#include <unistd.h>

#include "app/file_check/allocation_limit.h"

// Of the sanitizers' own interface; the header that declares it is not packaged with every compiler.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*onMalloc)(const volatile void*, std::size_t),
                                                         void (*onFree)(const volatile void*));

namespace {

std::size_t mostAtOnce = 0;

}  // namespace

void gano::limitAllocations(std::size_t bytes) {
    mostAtOnce = bytes;
    [[maybe_unused]] static const int installed = __sanitizer_install_malloc_and_free_hooks(
        [](const volatile void*, std::size_t size) {
            if (mostAtOnce != 0 && size > mostAtOnce) ::_exit(1);
        },
        [](const volatile void*) {});
}
