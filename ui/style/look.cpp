// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/look.h"

#include <QApplication>
#include <QFont>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QVariant>
#include <QWidget>
#include <array>

#include "ui/style/palette.h"
#include "ui/style/system_theme.h"

namespace gano::look {

namespace {

/// Fusion with room for fingers and without etched text.
class Style : public QProxyStyle {
public:
    Style() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override {
        switch (metric) {
            case PM_SmallIconSize:
            case PM_ButtonIconSize: return 18;
            case PM_ToolBarIconSize: return 20;
            case PM_LayoutHorizontalSpacing:
            case PM_LayoutVerticalSpacing: return kGrid;
            case PM_FocusFrameHMargin: return 6;  // beside the text of list items
            case PM_SliderThickness: return 20;
            case PM_ButtonShiftHorizontal:
            case PM_ButtonShiftVertical: return 0;
            default: return QProxyStyle::pixelMetric(metric, option, widget);
        }
    }

    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size, const QWidget* widget) const override {
        const auto usual = QProxyStyle::sizeFromContents(type, option, size, widget);
        return type == CT_ItemViewItem ? usual.expandedTo(QSize(0, 28)) : usual;
    }

    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const override {
        switch (hint) {
            case SH_EtchDisabledText:
            case SH_DitherDisabledText:
            case SH_Widget_Animate:
            case SH_Widget_Animation_Duration: return 0;
            case SH_Slider_AbsoluteSetButtons: return Qt::LeftButton;
            case SH_ToolTip_WakeUpDelay: return 500;
            default: return QProxyStyle::styleHint(hint, option, widget, data);
        }
    }
};

struct Shown {
    Theme theme = Theme::System;
    bool dark = false;
    SystemTheme* system = nullptr;
};

Shown& shown() {
    static Shown state;
    return state;
}

Theme overridden(Theme theme) {
    const auto wanted = qEnvironmentVariable("GANOSCOPE_THEME").toLower();
    if (wanted == QLatin1String("light")) return Theme::Light;
    if (wanted == QLatin1String("dark")) return Theme::Dark;
    return theme;
}

void mark(QWidget* widget, const char* property) { widget->setProperty(property, true); }

}  // namespace

void apply(QApplication& application, Theme theme) {
    auto& state = shown();
    const bool first = state.system == nullptr;
    if (first) {
        state.system = new SystemTheme(QApplication::palette(), &application);
        QObject::connect(state.system, &SystemTheme::changed, &application, [&application] { apply(application, shown().theme); });
        QObject::connect(state.system, &QObject::destroyed, &application, [] { shown().system = nullptr; });
        QApplication::setStyle(new Style);
        auto font = QApplication::font();
        font.setPixelSize(13);
        QApplication::setFont(font);
    }
    state.theme = theme;
    const auto wanted = overridden(theme);
    const bool dark = wanted == Theme::System ? state.system->isDark() : wanted == Theme::Dark;
    if (!first && dark == state.dark) return;
    state.dark = dark;
    icon(QStringLiteral("ganoscope"));  // makes the pictures of the style sheet known
    QApplication::setPalette(paletteOf(colours(dark)));
    application.setStyleSheet(styleSheetOf(colours(dark)));
}

bool isDark() { return shown().dark; }

QColor training() { return isDark() ? QColor(0x56B4E9) : QColor(0x0072B2); }
QColor validation() { return isDark() ? QColor(0xE69F00) : QColor(0xB97400); }

QColor series(int index) {
    // Okabe and Ito, made darker or lighter where the background would swallow them.
    static constexpr std::array<QRgb, 7> kOnLight{0x0072B2, 0xB97400, 0x00855F, 0xC44E00, 0xA85585, 0x2487BE, 0x857A00};
    static constexpr std::array<QRgb, 7> kOnDark{0x56B4E9, 0xE69F00, 0x2DBE95, 0xF0743A, 0xD992BA, 0x6F9BFF, 0xF0E442};
    const auto place = static_cast<std::size_t>(((index % 7) + 7) % 7);
    return QColor(isDark() ? kOnDark[place] : kOnLight[place]);
}

QColor accent() { return colours(isDark()).accent; }
QColor warning() { return colours(isDark()).warning; }
QColor problem() { return colours(isDark()).problem; }
QColor quiet() { return colours(isDark()).quiet; }

void makeHeading(QWidget* label) { mark(label, "heading"); }
void makeQuiet(QWidget* label) { mark(label, "quiet"); }
void makePrimary(QWidget* button) { mark(button, "primary"); }

}  // namespace gano::look
