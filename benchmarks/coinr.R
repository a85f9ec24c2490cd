# What COINr needs for its own example: seconds for a build, and for an uncertainty run of 500 samples.
suppressMessages(library(COINr))
build <- system.time(for (n in 1:20) coin <- build_example_coin(quietly = TRUE))[["elapsed"]] / 20
coin$Log$Normalise$global_specs <- list(f_n = "n_minmax", f_n_para = list(l_u = c(1, 100)))
coin <- Regen(coin, quietly = TRUE)
noise <- data.frame(Level = c(2, 3), NoiseFactor = c(0.25, 0.25))
weights <- get_noisy_weights(w = coin$Meta$Weights$Original, noise_specs = noise, Nrep = 100)
specs <- list(
  Weights = list(Address = "$Log$Aggregate$w", Distribution = weights, Type = "discrete"),
  Aggregation = list(Address = "$Log$Aggregate$f_ag", Distribution = c("a_amean", "a_gmean"), Type = "discrete")
)
run <- system.time(
  get_sensitivity(coin, SA_specs = specs, N = 500, SA_type = "UA", dset = "Aggregated", iCode = "Index", quietly = TRUE)
)[["elapsed"]]
cat(build, run)
