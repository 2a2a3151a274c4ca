// Pictures: the box as it stands, taken apart, and how it is put together.

plastic = "#26282b";

module white_grid() { color("#e8e8e4") placed_grid(); }
module opal() { color("#f4f4f0", 0.85) sheet_stack(); }

module board_with_parts() { led_board_bare(); led_board_parts(); }

module floor_with_parts() {
    color("#3a3d40") base();
    pi_board();
    tap_in_place();
    buzzer();
}

// along the face, out of it
module out(mm) { translate([0, -mm * sin(tilt), mm * cos(tilt)]) children(); }
// along the face, downwards
module down(mm) { translate([0, -mm * cos(tilt), -mm * sin(tilt)]) children(); }

module box() {
    color(plastic) shell();
    white_grid();
    opal();
    color("#3a3d40") base();
    button();
    film(lit);
}

module exploded() {
    color(plastic) shell();
    button_up();
    out(215) film(-1);
    out(180) opal();
    out(130) white_grid();
    out(65) board_with_parts();
    translate([0, 0, -75]) floor_with_parts();
    for (at = bosses) color("#b9bcc0") translate([at[0], at[1], -110]) { cylinder(d = 5.5, h = 2); cylinder(d = 2.9, h = 9.5); }
}

module button_up() { translate([0, 0, 40]) button(); }

module looks() {
    if (part == "box") box();
    if (part == "exploded") exploded();
    // each lies as it does on the bench, in front of who builds it
    if (part == "step1") rotate([-tilt, 0, 0]) board_with_parts();
    if (part == "step2") rotate([-tilt, 0, 0]) { board_with_parts(); out(30) white_grid(); }
    if (part == "step3") rotate([-tilt, 0, 0]) { board_with_parts(); white_grid(); out(18) opal(); out(34) film(-1); }
    if (part == "step4") { color(plastic) shell(); down(70) { board_with_parts(); white_grid(); opal(); film(-1); } }
    if (part == "step5") { color(plastic) shell(); board_with_parts(); button_up(); film(-1); }
    if (part == "step6") floor_with_parts();
    if (part == "step7") { color(plastic) shell(); board_with_parts(); button(); film(-1); translate([0, 0, -60]) floor_with_parts(); }
}

// the windows of a call with an angry caller, one legend lit; with -1 as it is bought
module film(which) {
    z = -wall;
    on_face() {
        color("#0c0d0e") difference() {
            translate([0, 0, z]) cube([plate[0], plate[1], 0.1]);
            on_plate(mood, 0, z - 1, 3);
            for (one = legends) on_plate(one, 0, z - 1, 3);
        }
        color(which < 0 ? "#55585c" : "#7fe06a") translate([0, 0, z]) status_at() cylinder(d = status[2], h = 0.2);
        color(which < 0 ? "#2a2c2f" : "#ff8016") on_plate(mood, 0, z, 0.1);
        for (k = [0:len(legends) - 1]) {
            color(k == which ? "#ffb838" : "#1a1b1d") on_plate(legends[k], 0, z, 0.1);
            color(k == which ? "#0a0a0a" : "#4a4c4f")
                translate([legends[k][0] + legends[k][2] / 2, plate[1] - legends[k][1] - legends[k][3] / 2, z + 0.1])
                    linear_extrude(0.1)
                        text(words[k], size = letters_mm, font = "Liberation Sans Narrow:style=Bold", halign = "center", valign = "center");
        }
    }
}
