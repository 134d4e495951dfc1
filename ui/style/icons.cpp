// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

#include "ui/style/look.h"
#include "ui/style/palette.h"

static void loadIcons() { Q_INIT_RESOURCE(icons); }

namespace gano::look {

namespace {

QByteArray drawing(const QString& name) {
    static QHash<QString, QByteArray> known;
    static const bool loaded = (loadIcons(), true);
    Q_UNUSED(loaded);
    if (const auto at = known.constFind(name); at != known.constEnd()) return *at;
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) qWarning("There is no icon called %s.", qUtf8Printable(name));
    return known[name] = file.readAll();
}

/// Draws a line drawing in a colour of the current theme, at the size asked for.
class LineIcon : public QIconEngine {
public:
    LineIcon(QString name, QColor colour) : name_(std::move(name)), colour_(colour) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        auto svg = drawing(name_);
        svg.replace("currentColor", shown(mode).name().toLatin1());
        QSvgRenderer renderer(svg);
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        painter->setRenderHint(QPainter::Antialiasing);
        renderer.render(painter, rect);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        if (size.isEmpty()) return {};
        const auto key = QStringLiteral("gano-%1-%2-%3x%4").arg(name_, shown(mode).name()).arg(size.width()).arg(size.height());
        QPixmap result;
        if (QPixmapCache::find(key, &result)) return result;
        result = QPixmap(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        paint(&painter, QRect(QPoint(), size), mode, state);
        painter.end();
        QPixmapCache::insert(key, result);
        return result;
    }

    QIconEngine* clone() const override { return new LineIcon(*this); }
    QString key() const override { return QStringLiteral("gano-line"); }
    QString iconName() override { return name_; }
    bool isNull() override { return false; }

private:
    QColor shown(QIcon::Mode mode) const {
        const auto& theme = colours(isDark());
        if (mode == QIcon::Disabled) return theme.disabled;
        return colour_.isValid() ? colour_ : theme.text;
    }

    QString name_;
    QColor colour_;  ///< Not valid: the text's.
};

}  // namespace

QIcon icon(const QString& name) { return icon(name, {}); }

QIcon icon(const QString& name, const QColor& colour) {
    if (name == QLatin1String("ganoscope")) {
        loadIcons();
        return QIcon(QStringLiteral(":/icons/ganoscope.svg"));
    }
    return QIcon(new LineIcon(name, colour));
}

}  // namespace gano::look
