using System.Collections.Immutable;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Transforms;

namespace MlOps.Codegen.MlNet.Members;

/// <summary>All that is read of ML.NET beyond its public face: named here, and nowhere else.</summary>
/// <remarks><see cref="All"/> is probed before a model is read, so that another version fails loudly and not with a wrong number.</remarks>
internal static class MlNetMembers
{
    private const string Transforms = "Microsoft.ML.Transforms.";
    private const string Text = Transforms + "Text.";
    private const string FastTree = "Microsoft.ML.Trainers.FastTree.";

    private static readonly Assembly Data = typeof(ValueToKeyMappingTransformer).Assembly;
    private static readonly Assembly TransformsAssembly = typeof(MissingValueReplacingTransformer).Assembly;
    private static readonly Assembly FastTreeAssembly = typeof(TreeEnsembleModelParameters).Assembly;
    private static readonly Assembly Trainers = typeof(LinearModelParameters).Assembly;
    private static readonly ImmutableArray<NonPublicMember>.Builder Registered = ImmutableArray.CreateBuilder<NonPublicMember>();

    /// <summary>(Output, input) names of most transformers.</summary>
    public static readonly NonPublicMember ColumnPairs = Add("Microsoft.ML.Data.OneToOneTransformerBase", Data, "ColumnPairs");

    /// <summary>Output names with their sources.</summary>
    public static readonly NonPublicMember Concatenated = Add("Microsoft.ML.Data.ColumnConcatenatingTransformer", Data, "Columns");

    /// <summary>Per column the number, or the numbers per slot, that stand for what is missing.</summary>
    public static readonly NonPublicMember Replacements = Add(Transforms + "MissingValueReplacingTransformer", TransformsAssembly, "_repValues");

    /// <summary>The columns of normalizers.</summary>
    public static readonly NonPublicMember NormalizerColumns = Add(Transforms + "NormalizingTransformer", Data, "Columns");

    /// <summary>Per column the map from values to keys.</summary>
    public static readonly NonPublicMember TermMaps = Add(Transforms + "ValueToKeyMappingTransformer", Data, "_unboundMaps");

    /// <summary>Fills a buffer with the values of keys 1, 2, ….</summary>
    public static readonly NonPublicMember GetTerms = Add(Transforms + "ValueToKeyMappingTransformer+TermMap`1", Data, "GetTerms");

    /// <summary>Per column whether indicators of a vector's keys are added up.</summary>
    public static readonly NonPublicMember KeyVectorColumns = Add(Transforms + "KeyToVectorMappingTransformer", Data, "Columns");

    /// <summary>The output of such a column.</summary>
    public static readonly NonPublicMember KeyVectorName = Add(Transforms + "KeyToVectorMappingEstimator+ColumnOptions", Data, "Name");

    /// <summary>The input of such a column.</summary>
    public static readonly NonPublicMember KeyVectorInput =
        Add(Transforms + "KeyToVectorMappingEstimator+ColumnOptions", Data, "InputColumnName");

    /// <summary>Whether such a column adds the indicators up.</summary>
    public static readonly NonPublicMember KeyVectorCounts =
        Add(Transforms + "KeyToVectorMappingEstimator+ColumnOptions", Data, "OutputCountVector");

    /// <summary>Per column the wished type.</summary>
    public static readonly NonPublicMember ConvertedColumns = Add(Transforms + "TypeConvertingTransformer", Data, "_columns");

    /// <summary>The wished type.</summary>
    public static readonly NonPublicMember OutputKind =
        Add(Transforms + "TypeConvertingEstimator+ColumnOptions", Data, "OutputKind");

    /// <summary>The table of a value mapping.</summary>
    public static readonly NonPublicMember ValueMap = Add(Transforms + "ValueMappingTransformer", Data, "_valueMap");

    /// <summary>From keys to values.</summary>
    public static readonly NonPublicMember Mapping = Add(Transforms + "ValueMappingTransformer+ValueMap`2", Data, "_mapping");

    /// <summary>What is no key's value.</summary>
    public static readonly NonPublicMember MissingValue = Add(Transforms + "ValueMappingTransformer+ValueMap`2", Data, "_missingValue");

    /// <summary>First slots of the ranges that are dropped.</summary>
    public static readonly NonPublicMember SlotsMin = Add(Transforms + "SlotsDroppingTransformer", Data, "SlotsMin");

    /// <summary>Last slots of the ranges that are dropped.</summary>
    public static readonly NonPublicMember SlotsMax = Add(Transforms + "SlotsDroppingTransformer", Data, "SlotsMax");

    /// <summary>The norms of columns.</summary>
    public static readonly NonPublicMember NormColumns = Add(Transforms + "LpNormNormalizingTransformer", TransformsAssembly, "_columns");

    /// <summary>By what a vector is divided.</summary>
    public static readonly NonPublicMember Norm =
        Add(Transforms + "LpNormNormalizingEstimatorBase+ColumnOptionsBase", TransformsAssembly, "Norm");

    /// <summary>Whether the mean is subtracted before.</summary>
    public static readonly NonPublicMember EnsureZeroMean =
        Add(Transforms + "LpNormNormalizingEstimatorBase+ColumnOptionsBase", TransformsAssembly, "EnsureZeroMean");

    /// <summary>By what it is multiplied.</summary>
    public static readonly NonPublicMember NormScale =
        Add(Transforms + "LpNormNormalizingEstimatorBase+ColumnOptionsBase", TransformsAssembly, "Scale");

    /// <summary>The axes of columns.</summary>
    public static readonly NonPublicMember PcaColumns =
        Add(Transforms + "PrincipalComponentAnalysisTransformer", typeof(PcaCatalog).Assembly, "_transformInfos");

    /// <summary>The axes.</summary>
    public static readonly NonPublicMember Eigenvectors =
        Add(Transforms + "PrincipalComponentAnalysisTransformer+TransformInfo", typeof(PcaCatalog).Assembly, "Eigenvectors");

    /// <summary>The means along the axes; null for zeros.</summary>
    public static readonly NonPublicMember MeanProjected =
        Add(Transforms + "PrincipalComponentAnalysisTransformer+TransformInfo", typeof(PcaCatalog).Assembly, "MeanProjected");

    /// <summary>The columns of formulas.</summary>
    public static readonly NonPublicMember Formulas = Add(Transforms + "ExpressionTransformer", TransformsAssembly, "_columns");

    /// <summary>The column that a formula makes.</summary>
    public static readonly NonPublicMember FormulaName =
        Add(Transforms + "ExpressionTransformer+ColumnInfo", TransformsAssembly, "OutputColumnName");

    /// <summary>The columns that it takes.</summary>
    public static readonly NonPublicMember FormulaInputs =
        Add(Transforms + "ExpressionTransformer+ColumnInfo", TransformsAssembly, "InputColumnNames");

    /// <summary>Its text.</summary>
    public static readonly NonPublicMember FormulaText =
        Add(Transforms + "ExpressionTransformer+ColumnInfo", TransformsAssembly, "Expression");

    /// <summary>What one-hot encoding is made of.</summary>
    public static readonly NonPublicMember OneHotChain = Add(Transforms + "OneHotEncodingTransformer", TransformsAssembly, "_transformer");

    /// <summary>What featurizing of texts is made of.</summary>
    public static readonly NonPublicMember FeaturizerChain = Add(Text + "TextFeaturizingEstimator+Transformer", TransformsAssembly, "_chain");

    /// <summary>The case that letters get.</summary>
    public static readonly NonPublicMember CaseMode = Add(Text + "TextNormalizingTransformer", TransformsAssembly, "_caseMode");

    /// <summary>Whether letters keep their marks.</summary>
    public static readonly NonPublicMember KeepDiacritics = Add(Text + "TextNormalizingTransformer", TransformsAssembly, "_keepDiacritics");

    /// <summary>Whether punctuation stays.</summary>
    public static readonly NonPublicMember KeepPunctuations = Add(Text + "TextNormalizingTransformer", TransformsAssembly, "_keepPunctuations");

    /// <summary>Whether digits stay.</summary>
    public static readonly NonPublicMember KeepNumbers = Add(Text + "TextNormalizingTransformer", TransformsAssembly, "_keepNumbers");

    /// <summary>The columns of word tokenizers.</summary>
    public static readonly NonPublicMember WordColumns = Add(Text + "WordTokenizingTransformer", TransformsAssembly, "_columns");

    /// <summary>What separates words.</summary>
    public static readonly NonPublicMember Separators = Add(Text + "WordTokenizingEstimator+ColumnOptions", TransformsAssembly, "SeparatorsArray");

    /// <summary>Whether the ends of a text are marked.</summary>
    public static readonly NonPublicMember UseMarkers = Add(Text + "TokenizingByCharactersTransformer", TransformsAssembly, "_useMarkerChars");

    /// <summary>Whether the ends of every text of a vector are marked.</summary>
    public static readonly NonPublicMember MarksEachText = Add(Text + "TokenizingByCharactersTransformer", TransformsAssembly, "_isSeparatorStartEnd");

    /// <summary>The columns that lose stop words.</summary>
    public static readonly NonPublicMember StopWordsColumns = Add(Text + "StopWordsRemovingTransformer", TransformsAssembly, "_columns");

    /// <summary>The language of the stop words.</summary>
    public static readonly NonPublicMember StopWordsLanguage = Add(Text + "StopWordsRemovingEstimator+ColumnOptions", TransformsAssembly, "Language");

    /// <summary>The column that names a row's language; null for none.</summary>
    public static readonly NonPublicMember LanguageColumn = Add(Text + "StopWordsRemovingEstimator+ColumnOptions", TransformsAssembly, "LanguageColumn");

    /// <summary>Stop words of a list.</summary>
    public static readonly NonPublicMember StopWords = Add(Text + "CustomStopWordsRemovingTransformer", TransformsAssembly, "_stopWordsMap");

    /// <summary>A pooled text.</summary>
    public static readonly NonPublicMember PooledText = Add("Microsoft.ML.Internal.Utilities.NormStr", typeof(IHostEnvironment).Assembly, "Value");

    /// <summary>How n-grams of columns are made.</summary>
    public static readonly NonPublicMember NgramColumns = Add(Text + "NgramExtractingTransformer", TransformsAssembly, "_transformInfos");

    /// <summary>How many tokens an n-gram has at most.</summary>
    public static readonly NonPublicMember NgramLength = Add(Text + "NgramExtractingTransformer+TransformInfo", TransformsAssembly, "NgramLength");

    /// <summary>How many tokens it may leave out.</summary>
    public static readonly NonPublicMember SkipLength = Add(Text + "NgramExtractingTransformer+TransformInfo", TransformsAssembly, "SkipLength");

    /// <summary>How counts are weighted.</summary>
    public static readonly NonPublicMember Weighting = Add(Text + "NgramExtractingTransformer+TransformInfo", TransformsAssembly, "Weighting");

    /// <summary>Per column the n-grams.</summary>
    public static readonly NonPublicMember NgramMaps = Add(Text + "NgramExtractingTransformer", TransformsAssembly, "_ngramMaps");

    /// <summary>How many sequences of keys there are.</summary>
    public static readonly NonPublicMember SequenceCount = Add("Microsoft.ML.Internal.Utilities.SequencePool", Data, "Count");

    /// <summary>Fills a buffer with the keys of a sequence.</summary>
    public static readonly NonPublicMember GetSequence = Add("Microsoft.ML.Internal.Utilities.SequencePool", Data, "GetById");

    /// <summary>Per column the weights of n-grams.</summary>
    public static readonly NonPublicMember InverseFrequencies = Add(Text + "NgramExtractingTransformer", TransformsAssembly, "_invDocFreqs");

    /// <summary>The columns of hashed n-grams.</summary>
    public static readonly NonPublicMember NgramHashColumns = Add(Text + "NgramHashingTransformer", TransformsAssembly, "_columns");

    /// <summary>The column that hashed n-grams make.</summary>
    public static readonly NonPublicMember NgramHashName = Add(Text + "NgramHashingEstimator+ColumnOptions", TransformsAssembly, "Name");

    /// <summary>The columns that they are made of.</summary>
    public static readonly NonPublicMember NgramHashInputs = Add(Text + "NgramHashingEstimator+ColumnOptions", TransformsAssembly, "InputColumnNamesArray");

    /// <summary>How many tokens an n-gram has at most.</summary>
    public static readonly NonPublicMember NgramHashLength = Add(Text + "NgramHashingEstimator+ColumnOptions", TransformsAssembly, "NgramLength");

    /// <summary>How many tokens it may leave out.</summary>
    public static readonly NonPublicMember NgramHashSkips = Add(Text + "NgramHashingEstimator+ColumnOptions", TransformsAssembly, "SkipLength");

    /// <summary>Whether shorter n-grams are hashed, too.</summary>
    public static readonly NonPublicMember NgramHashAllLengths = Add(Text + "NgramHashingEstimator+ColumnOptions", TransformsAssembly, "UseAllLengths");

    /// <summary>How many bits the hash has.</summary>
    public static readonly NonPublicMember NgramHashBits = Add(Text + "NgramHashingEstimator+ColumnOptions", TransformsAssembly, "NumberOfBits");

    /// <summary>Where the hash starts.</summary>
    public static readonly NonPublicMember NgramHashSeed = Add(Text + "NgramHashingEstimator+ColumnOptions", TransformsAssembly, "Seed");

    /// <summary>Whether the column's number is hashed, too.</summary>
    public static readonly NonPublicMember NgramHashOrdered = Add(Text + "NgramHashingEstimator+ColumnOptions", TransformsAssembly, "UseOrderedHashing");

    /// <summary>Whether single tokens are hashed.</summary>
    public static readonly NonPublicMember NgramHashRehashes = Add(Text + "NgramHashingEstimator+ColumnOptions", TransformsAssembly, "RehashUnigrams");

    /// <summary>The columns of hashes.</summary>
    public static readonly NonPublicMember HashColumns = Add(Transforms + "HashingTransformer", Data, "_columns");

    /// <summary>Whether it is the older hash.</summary>
    public static readonly NonPublicMember IsOldHash = Add(Transforms + "HashingTransformer", Data, "_nonOnnxExportableVersion");

    /// <summary>The number that a positive label lies above.</summary>
    public static readonly NonPublicMember Threshold = Add("Microsoft.ML.Data.BinaryPredictionTransformer`1", Data, "Threshold");

    /// <summary>The column that is compared with the threshold.</summary>
    public static readonly NonPublicMember ThresholdColumn = Add("Microsoft.ML.Data.BinaryPredictionTransformer`1", Data, "ThresholdColumn");

    /// <summary>The score column of a calibrator that is a transformer.</summary>
    public static readonly NonPublicMember CalibratedScore = Add("Microsoft.ML.Calibrators.CalibratorTransformer`1", Data, "_scoreColumnName");

    /// <summary>An ensemble as it is scored; the public one has no missing values.</summary>
    public static readonly NonPublicMember TrainedEnsemble = Add(FastTree + "TreeEnsembleModelParameters", FastTreeAssembly, "TrainedEnsemble");

    /// <summary>Its trees.</summary>
    public static readonly NonPublicMember Trees = Add(FastTree + "InternalTreeEnsemble", FastTreeAssembly, "Trees");

    /// <summary>How many leaves a tree has.</summary>
    public static readonly NonPublicMember LeafCount = Add(FastTree + "InternalRegressionTree", FastTreeAssembly, "NumLeaves");

    /// <summary>Where a node goes at or below its threshold.</summary>
    public static readonly NonPublicMember LteChild = Add(FastTree + "InternalRegressionTree", FastTreeAssembly, "LteChild");

    /// <summary>Where a node goes above its threshold.</summary>
    public static readonly NonPublicMember GtChild = Add(FastTree + "InternalRegressionTree", FastTreeAssembly, "GtChild");

    /// <summary>The slot that a node asks.</summary>
    public static readonly NonPublicMember SplitFeatures = Add(FastTree + "InternalRegressionTree", FastTreeAssembly, "SplitFeatures");

    /// <summary>Whether a node asks several slots.</summary>
    public static readonly NonPublicMember CategoricalSplit = Add(FastTree + "InternalRegressionTree", FastTreeAssembly, "CategoricalSplit");

    /// <summary>The slots that such a node asks.</summary>
    public static readonly NonPublicMember CategoricalSplitFeatures =
        Add(FastTree + "InternalRegressionTree", FastTreeAssembly, "CategoricalSplitFeatures");

    /// <summary>Thresholds.</summary>
    public static readonly NonPublicMember RawThresholds = Add(FastTree + "InternalRegressionTree", FastTreeAssembly, "RawThresholds");

    /// <summary>What is compared where a value is missing; null for NaN itself.</summary>
    public static readonly NonPublicMember MissingDefaults =
        Add(FastTree + "InternalRegressionTree", FastTreeAssembly, "DefaultValueForMissing");

    /// <summary>Leaves' numbers.</summary>
    public static readonly NonPublicMember LeafValues = Add(FastTree + "InternalRegressionTree", FastTreeAssembly, "LeafValues");

    /// <summary>The bins of an additive model.</summary>
    public static readonly NonPublicMember BinBounds = Add(FastTree + "GamModelParametersBase", FastTreeAssembly, "_binUpperBounds");

    /// <summary>The numbers of the bins.</summary>
    public static readonly NonPublicMember BinEffects = Add(FastTree + "GamModelParametersBase", FastTreeAssembly, "_binEffects");

    /// <summary>From features to their functions.</summary>
    public static readonly NonPublicMember ShapeFunctions =
        Add(FastTree + "GamModelParametersBase", FastTreeAssembly, "_inputFeatureToShapeFunctionMap");

    /// <summary>The weights as they are multiplied: sparse ones skip slots.</summary>
    public static readonly NonPublicMember LinearWeights = Add("Microsoft.ML.Trainers.LinearModelParameters", Trainers, "Weight");

    /// <summary>The models of one class against all others.</summary>
    public static readonly NonPublicMember ClassModels =
        Add("Microsoft.ML.Trainers.OneVersusAllModelParameters", Trainers, "SubModelParameters");

    /// <summary>How their answers are brought together.</summary>
    public static readonly NonPublicMember ClassFormula = Add("Microsoft.ML.Trainers.OneVersusAllModelParameters", Trainers, "_impl");

    /// <summary>The formula's name.</summary>
    public static readonly NonPublicMember OutputFormula =
        Add("Microsoft.ML.Trainers.OneVersusAllModelParameters+ImplBase", Trainers, "OutputFormula");

    /// <summary>The models of one class or two against all others: of a triangle, row after row.</summary>
    public static readonly NonPublicMember PairModels = Add("Microsoft.ML.Trainers.PairwiseCouplingModelParameters", Trainers, "_predictors");

    /// <summary>How many classes there are.</summary>
    public static readonly NonPublicMember PairClasses = Add("Microsoft.ML.Trainers.PairwiseCouplingModelParameters", Trainers, "_numClasses");

    /// <summary>Per class the logarithm of the probability that no feature is present.</summary>
    public static readonly NonPublicMember AbsentFeatures =
        Add("Microsoft.ML.Trainers.NaiveBayesMulticlassModelParameters", Trainers, "_absentFeaturesLogProb");

    /// <summary>How often classes occurred.</summary>
    public static readonly NonPublicMember LabelHistogram =
        Add("Microsoft.ML.Trainers.NaiveBayesMulticlassModelParameters", Trainers, "_labelHistogram");

    /// <summary>How often features occurred with classes.</summary>
    public static readonly NonPublicMember FeatureHistogram =
        Add("Microsoft.ML.Trainers.NaiveBayesMulticlassModelParameters", Trainers, "_featureHistogram");

    /// <summary>How many rows there were.</summary>
    public static readonly NonPublicMember TrainingCount =
        Add("Microsoft.ML.Trainers.NaiveBayesMulticlassModelParameters", Trainers, "_totalTrainingCount");

    /// <summary>Whether a row's features are divided by their norm.</summary>
    public static readonly NonPublicMember NormalizesFeatures = Add("Microsoft.ML.Trainers.FieldAwareFactorizationMachineModelParameters", Trainers, "_norm");

    /// <summary>The columns of the fields.</summary>
    public static readonly NonPublicMember FieldColumns = Add("Microsoft.ML.Trainers.FieldAwareFactorizationMachinePredictionTransformer", Trainers, "FeatureColumns");

    /// <summary>The number that a positive label lies above.</summary>
    public static readonly NonPublicMember FieldThreshold = Add("Microsoft.ML.Trainers.FieldAwareFactorizationMachinePredictionTransformer", Trainers, "_threshold");

    /// <summary>The column that is compared with it.</summary>
    public static readonly NonPublicMember FieldThresholdColumn = Add("Microsoft.ML.Trainers.FieldAwareFactorizationMachinePredictionTransformer", Trainers, "_thresholdColumn");

    /// <summary>How many leaves the tree has.</summary>
    public static readonly NonPublicMember SvmLeaves = Add("Microsoft.ML.Trainers.LdSvmModelParameters", Trainers, "_numLeaf");

    /// <summary>How steep the hyperbolic tangent is.</summary>
    public static readonly NonPublicMember SvmSigma = Add("Microsoft.ML.Trainers.LdSvmModelParameters", Trainers, "_sigma");

    /// <summary>Per node the weights of the score.</summary>
    public static readonly NonPublicMember SvmWeights = Add("Microsoft.ML.Trainers.LdSvmModelParameters", Trainers, "_w");

    /// <summary>Per node the weights inside of the hyperbolic tangent.</summary>
    public static readonly NonPublicMember SvmLocalWeights = Add("Microsoft.ML.Trainers.LdSvmModelParameters", Trainers, "_thetaPrime");

    /// <summary>Per inner node the weights that choose a child.</summary>
    public static readonly NonPublicMember SvmDirections = Add("Microsoft.ML.Trainers.LdSvmModelParameters", Trainers, "_theta");

    /// <summary>Per node where the score starts.</summary>
    public static readonly NonPublicMember SvmBias = Add("Microsoft.ML.Trainers.LdSvmModelParameters", Trainers, "_biasW");

    /// <summary>Per node where the sum inside of the hyperbolic tangent starts.</summary>
    public static readonly NonPublicMember SvmLocalBias = Add("Microsoft.ML.Trainers.LdSvmModelParameters", Trainers, "_biasThetaPrime");

    /// <summary>Per inner node where the choosing sum starts.</summary>
    public static readonly NonPublicMember SvmDirectionBias = Add("Microsoft.ML.Trainers.LdSvmModelParameters", Trainers, "_biasTheta");

    /// <summary>The mean of the training rows.</summary>
    public static readonly NonPublicMember AnomalyMean = Add("Microsoft.ML.Trainers.PcaModelParameters", typeof(PcaCatalog).Assembly, "_mean");

    /// <summary>Its projections.</summary>
    public static readonly NonPublicMember AnomalyMeanProjected = Add("Microsoft.ML.Trainers.PcaModelParameters", typeof(PcaCatalog).Assembly, "_meanProjected");

    /// <summary>The square of its length.</summary>
    public static readonly NonPublicMember AnomalyMeanSquare = Add("Microsoft.ML.Trainers.PcaModelParameters", typeof(PcaCatalog).Assembly, "_norm2Mean");

    /// <summary>The score of every row.</summary>
    public static readonly NonPublicMember PriorScore = Add("Microsoft.ML.Trainers.PriorModelParameters", Trainers, "_raw");

    /// <summary>The probability of every row.</summary>
    public static readonly NonPublicMember PriorProbability = Add("Microsoft.ML.Trainers.PriorModelParameters", Trainers, "_prob");

    /// <summary>The score that an anomaly lies above.</summary>
    public static readonly NonPublicMember AnomalyThreshold = Add("Microsoft.ML.Data.AnomalyPredictionTransformer`1", Data, "Threshold");

    /// <summary>The column that is compared with it.</summary>
    public static readonly NonPublicMember AnomalyThresholdColumn = Add("Microsoft.ML.Data.AnomalyPredictionTransformer`1", Data, "ThresholdColumn");

    /// <summary>Every member that is read.</summary>
    public static ImmutableArray<NonPublicMember> All { get; } = Registered.ToImmutable();

    /// <summary>The version of ML.NET that is loaded.</summary>
    public static string Version { get; } =
        typeof(MLContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?";

    private static NonPublicMember Add(string owner, Assembly assembly, string name)
    {
        var member = new NonPublicMember(owner, assembly, name);
        Registered.Add(member);
        return member;
    }
}
