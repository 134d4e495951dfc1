// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QDialog;
class QMenuBar;
class QWidget;

namespace gano {

/// Every shortcut of the menus, and the keys and gestures of the image views. Deletes itself when closed.
QDialog* makeShortcutSheet(const QMenuBar& menus, QWidget* parent);

/// Name, version, licences of the program, its libraries and its sample images. Deletes itself when closed.
QDialog* makeAboutDialog(QWidget* parent);

}  // namespace gano
