// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace gano {

/// From now on this thread, and on Linux those that it starts, leave the cores to whatever else wants them: a window stays
/// quick beside a job on all cores, which loses nothing where nobody else computes. There is no way back. Where the system
/// cannot, nothing happens.
void giveWay();

}  // namespace gano
