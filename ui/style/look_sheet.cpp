// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QPair>
#include <array>

#include "ui/style/palette.h"

namespace gano::look {

namespace {

Colours lightColours() {
    Colours c;
    c.window = QColor(0xF2F2F2), c.base = QColor(0xFFFFFF), c.raised = QColor(0xFCFCFC), c.rail = QColor(0xE6E6E6);
    c.border = QColor(0xD2D2D2), c.strongBorder = QColor(0xB4B4B4), c.hover = QColor(0xEBEBEB), c.pressed = QColor(0xDEDEDE);
    c.text = QColor(0x1B1B1B), c.quiet = QColor(0x5A5A5A), c.disabled = QColor(0x9A9A9A);
    c.accent = QColor(0x00659E), c.accentFill = QColor(0x006BA6), c.accentHover = QColor(0x005A8C);
    c.warning = QColor(0x845300), c.problem = QColor(0xB0241C);
    c.selection = QColor(0xD9D9D9);
    c.message = QColor(0xE9E9E9);
    return c;
}

Colours darkColours() {
    Colours c;
    c.window = QColor(0x2A2A2A), c.base = QColor(0x1E1E1E), c.raised = QColor(0x353535), c.rail = QColor(0x222222);
    c.border = QColor(0x454545), c.strongBorder = QColor(0x606060), c.hover = QColor(0x3E3E3E), c.pressed = QColor(0x4A4A4A);
    c.text = QColor(0xE6E6E6), c.quiet = QColor(0xAAAAAA), c.disabled = QColor(0x737373);
    c.accent = QColor(0x6CB9EC), c.accentFill = QColor(0x2673AE), c.accentHover = QColor(0x2E82C2);
    c.warning = QColor(0xF0B64A), c.problem = QColor(0xFF8F85);
    c.selection = QColor(0x464646);
    c.message = QColor(0x333333);
    return c;
}

// One sheet for both themes; @names are replaced. Sides are content boxes: 32 px controls are 30 px and two borders.
constexpr auto kSheet = R"(
QToolTip { background: @raised; color: @text; border: 1px solid @strongBorder; padding: 5px 7px; }
QLabel[heading="true"] { font-size: 18px; font-weight: 600; }
QLabel[quiet="true"] { color: @quiet; }
QLabel[warning="true"] { color: @warning; }
QLabel[problem="true"] { color: @problem; }

QPushButton { background: @raised; border: 1px solid @strongBorder; border-radius: 5px; padding: 0 14px; min-height: 30px; color: @text; }
QPushButton:hover { background: @hover; }
QPushButton:pressed, QPushButton:checked { background: @pressed; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @disabled; border-color: @border; background: @window; }
QPushButton:flat { background: transparent; border-color: transparent; }
QPushButton:flat:hover { background: @hover; }
QPushButton:flat:focus { border-color: @accent; }
QPushButton::menu-indicator { image: url(:/icons/sheet_down.svg); width: 12px; subcontrol-origin: padding; subcontrol-position: right center; right: 6px; }
QPushButton[primary="true"] { background: @accentFill; border-color: @accentFill; color: white; font-weight: 600; }
QPushButton[primary="true"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[primary="true"]:focus { border: 2px solid @text; padding: 0 13px; min-height: 28px; }
QPushButton[primary="true"]:disabled { background: @pressed; border-color: @pressed; color: @disabled; }
QPushButton[primary="true"]::menu-indicator { image: url(:/icons/sheet_down_white.svg); }
QPushButton[primary="true"]::menu-indicator:disabled { image: url(:/icons/sheet_down.svg); }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 5px; padding: 6px; color: @text; }
QToolButton:hover { background: @hover; }
QToolButton:pressed { background: @pressed; }
QToolButton:checked { background: @selection; border-color: @strongBorder; }
QToolButton:focus { border-color: @accent; }
QToolButton:disabled { color: @disabled; }
QToolButton[popupMode="2"] { padding-right: 16px; }
QToolButton::menu-button { border: none; width: 16px; }
QToolButton::menu-arrow, QToolButton::menu-indicator { image: url(:/icons/sheet_down.svg); width: 10px; height: 10px; }
QToolButton::menu-indicator { subcontrol-origin: padding; subcontrol-position: right center; right: 4px; }

QLineEdit, QAbstractSpinBox, QComboBox { background: @base; border: 1px solid @strongBorder; border-radius: 5px; min-height: 30px; padding: 0 8px; color: @text; selection-background-color: @accentFill; selection-color: white; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QComboBox:on { border-color: @accent; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: @disabled; border-color: @border; background: @window; }
QLineEdit[wrong="true"], QLineEdit[wrong="true"]:focus { border-color: @problem; }
QLineEdit[readOnly="true"] { background: @window; }
QAbstractSpinBox { padding-right: 2px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: transparent; width: 20px; subcontrol-origin: border; margin: 1px; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: @hover; }
QAbstractSpinBox::up-arrow { image: url(:/icons/sheet_up.svg); width: 9px; height: 9px; }
QAbstractSpinBox::down-arrow { image: url(:/icons/sheet_down.svg); width: 9px; height: 9px; }
QComboBox { padding-right: 24px; background: @raised; }
QComboBox:hover { background: @hover; }
QComboBox:editable { background: @base; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url(:/icons/sheet_down.svg); width: 11px; height: 11px; }
QComboBox QAbstractItemView { background: @base; border: 1px solid @strongBorder; selection-background-color: @selection; selection-color: @text; outline: none; padding: 2px; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 6px; }
QComboBox QLineEdit, QAbstractSpinBox QLineEdit { border: none; min-height: 0; padding: 0; background: transparent; }

QCheckBox, QRadioButton { spacing: 8px; min-height: 28px; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: @disabled; }
QCheckBox::indicator, QGroupBox::indicator, QAbstractItemView::indicator { width: 16px; height: 16px; border: 1px solid @strongBorder; border-radius: 4px; background: @base; }
QCheckBox::indicator:hover { border-color: @accent; }
QCheckBox::indicator:focus { border: 2px solid @accent; width: 14px; height: 14px; }
QCheckBox::indicator:checked, QGroupBox::indicator:checked, QAbstractItemView::indicator:checked { background: @accentFill; border-color: @accentFill; image: url(:/icons/sheet_check.svg); }
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate { background: @accentFill; border-color: @accentFill; image: url(:/icons/sheet_partial.svg); }
QCheckBox::indicator:disabled { background: @window; border-color: @border; }
QCheckBox::indicator:checked:disabled { background: @disabled; border-color: @disabled; }
QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid @strongBorder; border-radius: 9px; background: @base; }
QRadioButton::indicator:hover, QRadioButton::indicator:focus { border-color: @accent; }
QRadioButton::indicator:checked { width: 8px; height: 8px; border: 5px solid @accentFill; background: white; }

QProgressBar { background: @pressed; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; text-align: center; color: transparent; }
QProgressBar::chunk { background: @accentFill; border-radius: 3px; }
QSlider { min-height: 28px; min-width: 64px; background: transparent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @strongBorder; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accentFill; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -6px 0; border-radius: 8px; background: @raised; border: 1px solid @quiet; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { border: 2px solid @accent; width: 12px; height: 12px; }
QSlider::sub-page:horizontal:disabled { background: @strongBorder; }

QScrollBar:vertical { width: 12px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 12px; background: transparent; margin: 0; }
QScrollBar::handle { background: @strongBorder; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @quiet; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: transparent; border: none; width: 0; height: 0; }

QAbstractItemView { background: @base; border: 1px solid @border; border-radius: 5px; outline: none; selection-background-color: @selection; selection-color: @text; alternate-background-color: @window; }
QHeaderView { border: none; background: @window; }
QTableCornerButton::section { background: @window; border: none; border-bottom: 1px solid @border; }
QHeaderView::section { background: @window; color: @quiet; border: none; border-bottom: 1px solid @border; padding: 6px 8px; }
QPlainTextEdit, QTextEdit { background: @base; border: 1px solid @border; border-radius: 5px; selection-background-color: @accentFill; selection-color: white; }
QScrollArea { background: transparent; border: none; }
QSplitter::handle { background: transparent; }
QSplitter::handle:horizontal { width: 9px; } QSplitter::handle:vertical { height: 9px; }
QSplitter::handle:hover { background: @hover; }
QGroupBox { border: 1px solid @border; border-radius: 6px; margin-top: 10px; padding: 10px 8px 8px 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 10px; padding: 0 4px; color: @quiet; }
QTabWidget::pane { border: none; border-top: 1px solid @border; }
QTabBar::tab { background: transparent; border: none; border-bottom: 2px solid transparent; padding: 8px 12px; color: @quiet; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:focus { background: @hover; }

QMenuBar { background: @rail; border-bottom: 1px solid @border; padding: 1px 4px; }
QMenuBar::item { background: transparent; padding: 5px 10px; border-radius: 4px; }
QMenuBar::item:selected { background: @pressed; }
QMenu { background: @raised; border: 1px solid @strongBorder; padding: 4px; }
QMenu::item { padding: 6px 26px 6px 8px; border-radius: 4px; min-height: 18px; }
QMenu::icon { padding-left: 6px; }
QMenu::item:selected { background: @selection; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QStatusBar { background: @rail; border-top: 1px solid @border; }
QStatusBar::item { border: none; }
QStatusBar QToolButton { padding: 3px 6px; }

QFrame[card="true"] { background: @base; border: 1px solid @border; border-radius: 8px; }
QFrame[clickable="true"]:hover { border-color: @strongBorder; }
QFrame[clickable="true"]:focus { border-color: @accent; }
QFrame[rail="true"] { background: @rail; border: none; border-right: 1px solid @border; }
QFrame[separator="true"] { background: @border; border: none; max-height: 1px; min-height: 1px; }
QFrame[drop="true"] { border: 3px solid @accent; border-radius: 8px; }
QFrame[message="information"] { background: @message; border: 1px solid @border; border-radius: 6px; }
QFrame[message="warning"] { background: @message; border: 1px solid @border; border-left: 3px solid @warning; border-radius: 6px; }
QFrame[message="problem"] { background: @message; border: 1px solid @border; border-left: 3px solid @problem; border-radius: 6px; }
)";

}  // namespace

const Colours& colours(bool dark) {
    static const Colours light = lightColours();
    static const Colours night = darkColours();
    return dark ? night : light;
}

QPalette paletteOf(const Colours& c) {
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor& colour) { palette.setColor(role, colour); };
    set(QPalette::Window, c.window);
    set(QPalette::WindowText, c.text);
    set(QPalette::Base, c.base);
    set(QPalette::AlternateBase, c.window);
    set(QPalette::Text, c.text);
    set(QPalette::PlaceholderText, c.quiet);
    set(QPalette::Button, c.raised);
    set(QPalette::ButtonText, c.text);
    set(QPalette::BrightText, c.problem);
    set(QPalette::ToolTipBase, c.raised);
    set(QPalette::ToolTipText, c.text);
    set(QPalette::Highlight, c.accentFill);
    set(QPalette::HighlightedText, Qt::white);
    set(QPalette::Link, c.accent);
    set(QPalette::LinkVisited, c.accent);
    set(QPalette::Light, c.raised);
    set(QPalette::Midlight, c.hover);
    set(QPalette::Mid, c.border);
    set(QPalette::Dark, c.strongBorder);
    set(QPalette::Shadow, c.strongBorder);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, c.disabled);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, c.pressed);
    return palette;
}

QString styleSheetOf(const Colours& c) {
    // Longer names first, so that "@accent" does not eat the beginning of "@accentFill".
    const std::array<QPair<QString, QColor>, 18> names{{
        {QStringLiteral("@message"), c.message}, {QStringLiteral("@strongBorder"), c.strongBorder},
        {QStringLiteral("@accentHover"), c.accentHover}, {QStringLiteral("@accentFill"), c.accentFill},
        {QStringLiteral("@selection"), c.selection}, {QStringLiteral("@disabled"), c.disabled},
        {QStringLiteral("@pressed"), c.pressed}, {QStringLiteral("@warning"), c.warning},
        {QStringLiteral("@problem"), c.problem}, {QStringLiteral("@accent"), c.accent},
        {QStringLiteral("@border"), c.border}, {QStringLiteral("@window"), c.window},
        {QStringLiteral("@raised"), c.raised}, {QStringLiteral("@hover"), c.hover},
        {QStringLiteral("@quiet"), c.quiet}, {QStringLiteral("@rail"), c.rail},
        {QStringLiteral("@base"), c.base}, {QStringLiteral("@text"), c.text},
    }};
    auto sheet = QString::fromLatin1(kSheet);
    for (const auto& [name, colour] : names) sheet.replace(name, colour.name());
    return sheet;
}

}  // namespace gano::look
