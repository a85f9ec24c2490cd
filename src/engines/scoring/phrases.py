"""The words of the methods note, English and Indonesian, key by key."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH = {
    "title": "How {name} is made",
    "steps": "The steps",
    "decimal": ".",
    "thousands": ",",
    "and": "and",
    "level": "level {level}",
    "percent": "{number} %",
    "reading": "How to read the result",
    "robustness": "How robust the ranks are",
    "tree": "The index has {indicators} indicators in a tree of {levels} levels.",
    "tree.level": "Level {level}: {members}.",
    "tree.against": "For these indicators lower is better: {codes}; their direction is reversed before comparison.",
    "denominate.name": "Size",
    "denominate": "Indicators that grow with the size of a unit are divided by a measure of that size: {divided}.",
    "denominate.nothing": "No indicator has a denominator.",
    "denominate.none": "Indicators are used as they are, without division by the size of a unit.",
    "screen.name": "Enough data",
    "screen": "A unit is scored only if at least {coverage} of its indicators are available; the others are listed, not ranked.",
    "screen.none": "No unit is excluded for lack of data.",
    "impute.name": "Missing values",
    "impute.mean": "A missing value is filled with the mean of all units.",
    "impute.median": "A missing value is filled with the median of all units.",
    "impute.group_mean": "A missing value is filled with the mean of the units of the same {group}.",
    "impute.group_median": "A missing value is filled with the median of the units of the same {group}.",
    "impute.pillar_mean": "A missing value is filled from the unit's own values of the other indicators in its group.",
    "impute.none": "Missing values are not filled; they are skipped and the other weights count for them.",
    "impute.listed": "Every filled value is listed with the result; a value that cannot be filled stays missing.",
    "treat.name": "Outliers",
    "treat": "An indicator has extreme values if its skewness is at least {skewness} (either way) and its kurtosis is at "
    "least {kurtosis}.",
    "treat.winsorised": "Extreme values are winsorised: replaced by the next value, at most {points} per indicator.",
    "treat.not_winsorised": "No value is winsorised.",
    "treat.then.log_ct": "An indicator that still has extreme values is restored and put on a logarithmic scale.",
    "treat.then.boxcox": "An indicator that still has extreme values is restored and put through a Box-Cox transformation "
    " (λ = {power}).",
    "treat.then.none": "An indicator that still has extreme values is left as it is.",
    "treat.listed": "Every treated indicator is listed with the result, and so is one that still has extreme values.",
    "treat.none": "Extreme values are left as they are.",
    "normalise.name": "A common scale",
    "normalise.none": "Indicators keep their own units; only their direction is aligned.",
    "normalise.minmax": "In each indicator the worst unit gets {low} and the best {high}; the others lie between.",
    "normalise.zscore": "Each indicator is put on a scale with mean {mean} and standard deviation {sd}.",
    "normalise.rank": "Each indicator is replaced by its rank, the worst being 1.",
    "normalise.borda": "Each indicator is replaced by the number of units that do worse.",
    "normalise.percentile_rank": "Each indicator is replaced by the share of the other units that do worse.",
    "normalise.goalposts": "Each indicator is measured between two fixed ends, on a scale from {low} to {high}; a value "
    "beyond an end counts as that end. The ends:",
    "normalise.goalpost": "{code} from {low} to {high}",
    "normalise.goalpost.log": "{code} from {low} to {high} (logarithmic)",
    "normalise.distance_to_max": "Each indicator is measured as the distance from the worst unit (0) to the best (1).",
    "normalise.distance_to_target": "Each indicator is measured as the distance from the worst unit (0) to its target (1).",
    "normalise.targets": "The targets:",
    "normalise.cap": "A value beyond the target counts as the target.",
    "weigh.name": "Weights",
    "weigh.given": "Within each group the weights are those given with the structure.",
    "weigh.equal": "All members of a group weigh the same.",
    "weigh.pca": "The weights of a group are the loadings of its first principal component: members that correlate "
    "with the others weigh more.",
    "weigh.entropy": "Members that discriminate more between units weigh more (Shannon entropy).",
    "weigh.ahp": "The weights within {groups} come from pairwise judgements (analytic hierarchy process).",
    "weigh.ahp.reported": "The consistency of the judgements is reported with the result.",
    "weigh.ahp.others": "The other groups keep the weights given with the structure.",
    "weigh.benefit_of_the_doubt": "Every unit has weights of its own. Its score in a group is the sum of weight × value over "
    "the members; its weights are those that make this sum as large as possible while no unit's score with the same weights "
    "exceeds 1.",
    "weigh.lacking": "A unit that lacks a value in the group has no score there.",
    "weigh.shares": "Each member's part of that score is between {low} and {high}.",
    "weigh.unbounded": "A member's part of that score is not bounded.",
    "weigh.levels": "This holds for members at {levels}; the others keep the weights given with the structure.",
    "weigh.none": "Within each group the weights are those given with the structure.",
    "aggregate.name": "Aggregation",
    "aggregate.arithmetic": "weighted arithmetic mean of the members (a strength compensates for a weakness)",
    "aggregate.geometric": "weighted geometric mean of the members (a strength compensates for a weakness only in part)",
    "aggregate.harmonic": "weighted harmonic mean of the members (weaknesses count most)",
    "aggregate.generalised": "weighted generalised mean of the members, of power {power}",
    "aggregate.copeland": "each unit is compared with every other one; the score is the sum of the weighted shares of members "
    "in which it is ahead (Copeland)",
    "aggregate.mazziotta_pareto": "weighted mean of the members less a penalty for imbalance (Mazziotta-Pareto)",
    "aggregate.own_weights": "sum of the members with each unit's own weights",
    "aggregate.missing": "A missing member is skipped, and the weights of the others count for it.",
    "aggregate.coverage": "With less than {coverage} of its members an aggregate is missing.",
    "aggregate.none": "Indicators are not aggregated; there are no scores.",
    "ranks": "1 is the best rank. Ranks are computed from unrounded scores; equal scores share the best rank among them. A "
    "unit without a score has no rank, which is not the same as a low rank.",
    "ranks.none": "There are no scores, and so no ranks.",
    "panel.all": "The years are in the column {time}; outliers, the bounds of scales and weights derived from the data are "
    "determined over all years together, so scores can be compared over time.",
    "panel.each": "The years are in the column {time}; every year has its own scales, so only ranks can be compared over "
    "time, not scores.",
    "robustness.none": "Nothing is varied: how much the ranks depend on the choices above has not been tested.",
    "robustness.varied": "The index is built many times with other choices, drawn at random, to see how far the ranks move:",
    "robustness.weights": "**Weights** of the members at {levels}: each is raised or lowered at random by up to {noise}.",
    "robustness.vary": "**{step}**, in one of these ways:",
    "robustness.always": "**{step}**, not varied, but always in this way:",
    "robustness.panel": "How much the ranks depend on the choices above has not been tested: a test covers one time, and this is "
    "a panel of several.",
    "robustness.as_above": "As above.",
    "robustness.untouched": "Not varied: {steps}.",
    "robustness.target": "The rank in {target} is tested.",
    "robustness.positive": "A mean other than the arithmetic mean needs values above 0. Where a scale has others, all its "
    "values are first rescaled together to the range from {low} to {high}.",
    "robustness.positive.none": "A mean other than the arithmetic mean needs values above 0. Where a scale has others, the "
    "test is not run.",
    "source": "Method: OECD/JRC, Handbook on Constructing Composite Indicators (2008).",
}

INDONESIAN = {
    "title": "Cara {name} disusun",
    "steps": "Langkah-langkah",
    "decimal": ",",
    "thousands": ".",
    "and": "dan",
    "level": "tingkat {level}",
    "percent": "{number}%",
    "reading": "Cara membaca hasilnya",
    "robustness": "Seberapa kokoh peringkatnya",
    "tree": "Indeks ini terdiri atas {indicators} indikator yang tersusun dalam {levels} tingkat.",
    "tree.level": "Tingkat {level}: {members}.",
    "tree.against": "Untuk indikator berikut nilai yang lebih kecil lebih baik: {codes}; arahnya dibalik sebelum "
    "dibandingkan.",
    "denominate.name": "Ukuran daerah",
    "denominate": "Indikator yang bertambah besar bersama ukuran daerah dibagi dengan pembandingnya: {divided}.",
    "denominate.nothing": "Tidak ada indikator yang menyebut pembagi.",
    "denominate.none": "Indikator dipakai apa adanya; tidak ada yang dibagi dengan ukuran daerah.",
    "screen.name": "Kelengkapan data",
    "screen": "Suatu daerah dinilai hanya bila sekurang-kurangnya {coverage} indikatornya diketahui; yang lain dicantumkan "
    "tanpa peringkat.",
    "screen.none": "Tidak ada daerah yang dikeluarkan karena kurang data.",
    "impute.name": "Nilai yang hilang",
    "impute.mean": "Nilai yang hilang diisi dengan rata-rata semua daerah.",
    "impute.median": "Nilai yang hilang diisi dengan median semua daerah.",
    "impute.group_mean": "Nilai yang hilang diisi dengan rata-rata daerah dalam kelompok {group} yang sama.",
    "impute.group_median": "Nilai yang hilang diisi dengan median daerah dalam kelompok {group} yang sama.",
    "impute.pillar_mean": "Nilai yang hilang diisi menurut nilai daerah itu sendiri pada indikator lain sekelompok.",
    "impute.none": "Nilai yang hilang tidak diisi; nilai itu dilewati dan bobot yang lain menggantikannya.",
    "impute.listed": "Setiap nilai yang diisi dicantumkan bersama hasil; nilai yang tidak dapat diisi dari apa pun tetap kosong.",
    "treat.name": "Pencilan",
    "treat": "Suatu indikator memiliki nilai ekstrem bila kemencengannya sekurang-kurangnya {skewness} (ke arah mana pun) "
    "dan kurtosisnya sekurang-kurangnya {kurtosis}.",
    "treat.winsorised": "Nilai ekstrem diwinsorisasi: diganti dengan nilai terdekat berikutnya, paling banyak {points} nilai "
    "per indikator.",
    "treat.not_winsorised": "Tidak ada nilai yang diwinsorisasi.",
    "treat.then.log_ct": "Indikator yang masih memiliki nilai ekstrem dikembalikan ke nilai semula lalu diubah ke skala logaritma.",
    "treat.then.boxcox": "Indikator yang masih memiliki nilai ekstrem dikembalikan ke nilai semula lalu diubah dengan "
    "transformasi Box-Cox (λ = {power}).",
    "treat.then.none": "Indikator yang masih memiliki nilai ekstrem dibiarkan apa adanya.",
    "treat.listed": "Setiap indikator yang ditangani dicantumkan bersama hasil, begitu pula yang masih memiliki nilai ekstrem.",
    "treat.none": "Nilai ekstrem dibiarkan apa adanya.",
    "normalise.name": "Skala bersama",
    "normalise.none": "Indikator tetap dalam satuannya sendiri; hanya arahnya yang disamakan.",
    "normalise.minmax": "Pada setiap indikator daerah terburuk mendapat {low} dan yang terbaik {high}; yang lain di "
    "antaranya.",
    "normalise.zscore": "Setiap indikator diubah ke skala dengan rata-rata {mean} dan simpangan baku {sd}.",
    "normalise.rank": "Setiap indikator diganti dengan peringkatnya; yang terburuk bernilai 1.",
    "normalise.borda": "Setiap indikator diganti dengan banyaknya daerah yang lebih buruk.",
    "normalise.percentile_rank": "Setiap indikator diganti dengan proporsi daerah lain yang lebih buruk.",
    "normalise.goalposts": "Setiap indikator diukur di antara dua batas tetap, pada skala {low} sampai {high}; nilai di luar "
    "batas dihitung sebagai batas itu. Batas-batasnya:",
    "normalise.goalpost": "{code} dari {low} sampai {high}",
    "normalise.goalpost.log": "{code} dari {low} sampai {high} (menurut logaritma)",
    "normalise.distance_to_max": "Setiap indikator diukur sebagai jarak dari daerah terburuk (0) ke yang terbaik (1).",
    "normalise.distance_to_target": "Setiap indikator diukur sebagai jarak dari daerah terburuk (0) ke targetnya (1).",
    "normalise.targets": "Targetnya:",
    "normalise.cap": "Nilai di atas target dihitung sebagai target.",
    "weigh.name": "Bobot",
    "weigh.given": "Dalam setiap kelompok dipakai bobot yang ditetapkan dalam struktur indeks.",
    "weigh.equal": "Semua anggota kelompok berbobot sama.",
    "weigh.pca": "Bobot suatu kelompok adalah muatan komponen utama pertamanya: yang sejalan dengan yang lain berbobot "
    "lebih besar.",
    "weigh.entropy": "Yang lebih membedakan daerah berbobot lebih besar (entropi Shannon).",
    "weigh.ahp": "Bobot dalam {groups} berasal dari penilaian berpasangan (proses hierarki analitik).",
    "weigh.ahp.reported": "Konsistensi penilaian itu dicantumkan bersama hasil.",
    "weigh.ahp.others": "Kelompok lain memakai bobot yang ditetapkan dalam struktur indeks.",
    "weigh.benefit_of_the_doubt": "Setiap daerah memiliki bobotnya sendiri. Nilainya dalam suatu kelompok adalah jumlah bobot × "
    "nilai anggota; bobotnya dipilih agar jumlah itu sebesar mungkin, selama nilai daerah mana pun dengan bobot yang sama "
    "tidak melebihi 1.",
    "weigh.lacking": "Daerah yang datanya tidak lengkap dalam suatu kelompok tidak bernilai di kelompok itu.",
    "weigh.shares": "Bagian setiap anggota dalam nilai itu adalah antara {low} dan {high}.",
    "weigh.unbounded": "Besar kecilnya bagian suatu anggota dalam nilai itu tidak dibatasi.",
    "weigh.levels": "Ini berlaku untuk anggota pada {levels}; yang lain memakai bobot yang ditetapkan dalam struktur indeks.",
    "weigh.none": "Dalam setiap kelompok dipakai bobot yang ditetapkan dalam struktur indeks.",
    "aggregate.name": "Penggabungan",
    "aggregate.arithmetic": "rata-rata hitung berbobot dari anggotanya (kelebihan menutup kekurangan)",
    "aggregate.geometric": "rata-rata ukur berbobot dari anggotanya (kelebihan hanya sebagian menutup kekurangan)",
    "aggregate.harmonic": "rata-rata harmonik berbobot dari anggotanya (kekurangan paling menentukan)",
    "aggregate.generalised": "rata-rata umum berbobot dari anggotanya, dengan pangkat {power}",
    "aggregate.copeland": "setiap daerah dibandingkan dengan setiap daerah lain; nilainya adalah jumlah proporsi berbobot "
    "anggota tempat daerah itu unggul (Copeland)",
    "aggregate.mazziotta_pareto": "rata-rata berbobot dari anggotanya dikurangi penalti ketidakseimbangan (Mazziotta-Pareto)",
    "aggregate.own_weights": "jumlah anggotanya dengan bobot masing-masing daerah",
    "aggregate.missing": "Anggota yang tidak bernilai dilewati, dan bobot anggota lain menggantikannya.",
    "aggregate.coverage": "Bila kurang dari {coverage} anggotanya bernilai, suatu gabungan tidak bernilai.",
    "aggregate.none": "Indikator tidak digabungkan; tidak ada nilai gabungan.",
    "ranks": "1 adalah peringkat terbaik. Peringkat diambil dari nilai yang tidak dibulatkan; nilai yang sama berbagi "
    "peringkat terbaik di antaranya. Daerah tanpa nilai tidak berperingkat, dan itu tidak sama dengan peringkat rendah.",
    "ranks.none": "Tidak ada nilai gabungan, sehingga tidak ada peringkat.",
    "panel.all": "Tahun ada di kolom {time}; pencilan, batas skala, dan bobot yang diturunkan dari data ditetapkan "
    "untuk semua tahun bersama-sama, sehingga nilai dapat dibandingkan antartahun.",
    "panel.each": "Tahun ada di kolom {time}; setiap tahun memakai skalanya sendiri, sehingga hanya peringkat yang dapat "
    "dibandingkan antartahun, bukan nilai.",
    "robustness.none": "Tidak ada yang diubah-ubah: seberapa jauh peringkat bergantung pada pilihan di atas belum diuji.",
    "robustness.varied": "Indeks disusun berulang kali dengan pilihan lain yang diambil secara acak, untuk melihat seberapa "
    "jauh peringkat bergeser:",
    "robustness.weights": "**Bobot** anggota pada {levels}: masing-masing dinaikkan atau diturunkan secara acak, paling banyak "
    "{noise}.",
    "robustness.vary": "**{step}**, dengan salah satu cara berikut:",
    "robustness.always": "**{step}**, tidak diubah-ubah, tetapi selalu dengan cara berikut:",
    "robustness.panel": "Seberapa jauh peringkat bergantung pada pilihan di atas belum diuji: pengujian berlaku untuk satu waktu, "
    "sedangkan ini panel beberapa waktu.",
    "robustness.as_above": "Seperti di atas.",
    "robustness.untouched": "Tidak diubah: {steps}.",
    "robustness.target": "Yang diuji adalah peringkat pada {target}.",
    "robustness.positive": "Rata-rata selain rata-rata hitung memerlukan nilai di atas 0. Bila suatu skala memuat nilai lain, "
    "semua nilainya bersama-sama lebih dahulu diubah ke rentang {low} sampai {high}.",
    "robustness.positive.none": "Rata-rata selain rata-rata hitung memerlukan nilai di atas 0. Bila suatu skala memuat nilai "
    "lain, pengujian tidak dijalankan.",
    "source": "Metode: OECD/JRC, Handbook on Constructing Composite Indicators (2008).",
}

PHRASES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "id": INDONESIAN}
