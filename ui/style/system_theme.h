// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QDBusPendingCallWatcher;
class QDBusVariant;
class QPalette;

namespace gano::look {

/// Whether the desktop asks for dark windows; asks once in the background and listens for changes.
class SystemTheme : public QObject {
    Q_OBJECT
public:
    /// `platform`: the palette before this program sets its own.
    SystemTheme(const QPalette& platform, QObject* parent);
    bool isDark() const { return dark_; }

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void onAnswer(QDBusPendingCallWatcher* watcher);
    void onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void ask();
    bool dark_ = false;
};

}  // namespace gano::look
