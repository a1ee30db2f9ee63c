/**
 * The capabilities that show-messages -T lists of a terminal, in its order:
 * all that tmux knows of, whether the terminal has them or not. Read by
 * server/summaries.ts.
 */

/** Names, in the order they are listed. */
export const LISTED_CAPS: readonly string[] = `
acsc am AX bce bel Bidi blink bold civis clear Clmg Cmg cnorm colors Cr Cs csr cub cub1 cud cud1 cuf
cuf1 cup cuu cuu1 cvvis dch dch1 dim dl dl1 Dsbp Dseks Dsfcs Dsmg E3 ech ed el el1 enacs Enbp Eneks
Enfcs Enmg fsl Hls home hpa ich ich1 il il1 indn invis kcbt kcub1 kcud1 kcuf1 kcuu1 kDC kDC3 kDC4
kDC5 kDC6 kDC7 kdch1 kDN kDN3 kDN4 kDN5 kDN6 kDN7 kend kEND kEND3 kEND4 kEND5 kEND6 kEND7 kf1 kf10
kf11 kf12 kf13 kf14 kf15 kf16 kf17 kf18 kf19 kf2 kf20 kf21 kf22 kf23 kf24 kf25 kf26 kf27 kf28 kf29
kf3 kf30 kf31 kf32 kf33 kf34 kf35 kf36 kf37 kf38 kf39 kf4 kf40 kf41 kf42 kf43 kf44 kf45 kf46 kf47
kf48 kf49 kf5 kf50 kf51 kf52 kf53 kf54 kf55 kf56 kf57 kf58 kf59 kf6 kf60 kf61 kf62 kf63 kf7 kf8 kf9
kHOM kHOM3 kHOM4 kHOM5 kHOM6 kHOM7 khome kIC kIC3 kIC4 kIC5 kIC6 kIC7 kich1 kind kLFT kLFT3 kLFT4
kLFT5 kLFT6 kLFT7 kmous knp kNXT kNXT3 kNXT4 kNXT5 kNXT6 kNXT7 kpp kPRV kPRV3 kPRV4 kPRV5 kPRV6
kPRV7 kri kRIT kRIT3 kRIT4 kRIT5 kRIT6 kRIT7 kUP kUP3 kUP4 kUP5 kUP6 kUP7 Ms Nobr ol op Rect rev RGB
ri rin rmacs rmcup rmkx Se setab setaf setal setrgbb setrgbf Setulc Setulc1 sgr0 sitm smacs smcup
smkx Smol smso smul Smulx smxx Spb Sxl Ss Swd Sync Tc tsl U8 vpa XT
`
	.trim()
	.split(/\s+/);

/** Standard flags: a terminal that has not got them says no, rather than nothing. */
export const STANDARD_FLAGS: ReadonlySet<string> = new Set(["am", "bce"]);
