// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/system_theme.h"

#include <QPalette>
#include <QSettings>

#ifdef GANOSCOPE_WITH_DBUS
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#endif

namespace gano::look {

SystemTheme::SystemTheme(const QPalette& platform, QObject* parent) : QObject(parent) {
    dark_ = platform.color(QPalette::Window).lightnessF() < 0.5F;
#ifdef Q_OS_WIN
    const QSettings personal(QStringLiteral("HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize"),
                             QSettings::NativeFormat);
    dark_ = personal.value(QStringLiteral("AppsUseLightTheme"), 1).toInt() == 0;
#endif
    ask();
}

#ifdef GANOSCOPE_WITH_DBUS

// The settings portal of freedesktop.org: color-scheme is 0 for no preference, 1 for dark, 2 for light.
void SystemTheme::ask() {
    const auto service = QStringLiteral("org.freedesktop.portal.Desktop");
    const auto path = QStringLiteral("/org/freedesktop/portal/desktop");
    const auto portal = QStringLiteral("org.freedesktop.portal.Settings");
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return;
    bus.connect(service, path, portal, QStringLiteral("SettingChanged"), this, SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    auto question = QDBusMessage::createMethodCall(service, path, portal, QStringLiteral("Read"));
    question << QStringLiteral("org.freedesktop.appearance") << QStringLiteral("color-scheme");
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(question, 3000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, &SystemTheme::onAnswer);
}

void SystemTheme::onAnswer(QDBusPendingCallWatcher* watcher) {
    const QDBusPendingReply<QDBusVariant> reply = *watcher;
    watcher->deleteLater();
    if (reply.isValid()) onSettingChanged(QStringLiteral("org.freedesktop.appearance"), QStringLiteral("color-scheme"), reply.value());
}

void SystemTheme::onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value) {
    if (group != QLatin1String("org.freedesktop.appearance") || key != QLatin1String("color-scheme")) return;
    auto inner = value.variant();
    if (inner.canConvert<QDBusVariant>()) inner = inner.value<QDBusVariant>().variant();
    const auto scheme = inner.toUInt();
    const bool dark = scheme == 1;
    if (scheme == 0 || dark == dark_) return;
    dark_ = dark;
    Q_EMIT changed();
}

#else

void SystemTheme::ask() {}
void SystemTheme::onAnswer(QDBusPendingCallWatcher*) {}
void SystemTheme::onSettingChanged(const QString&, const QString&, const QDBusVariant&) {}

#endif

}  // namespace gano::look

#include "moc_system_theme.cpp"
