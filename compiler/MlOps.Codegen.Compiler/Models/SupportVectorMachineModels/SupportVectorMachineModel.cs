using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;

namespace MlOps.Codegen.Compiler.Models.SupportVectorMachineModels;

/// <summary>PMML 4.4, Support Vector Machine.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="Kernel">The kernel function.</param>
/// <param name="HasSupportVectors">Whether machines weigh support vectors; otherwise they weigh the fields themselves.</param>
/// <param name="Method">How several machines make one category; null where the file does not say.</param>
/// <param name="MaxWins">Whether large values speak for the target category.</param>
/// <param name="Threshold">Where the values of the two categories part.</param>
/// <param name="AlternateBinaryTargetCategory">The category of the rounded value 0, as written.</param>
/// <param name="Fields">The coordinates of vectors.</param>
/// <param name="Vectors">The vectors by id.</param>
/// <param name="Machines">The machines.</param>
public sealed record SupportVectorMachineModel(
    ModelCommon Common,
    SvmKernel Kernel,
    bool HasSupportVectors,
    ClassificationMethod? Method,
    bool MaxWins,
    double Threshold,
    string? AlternateBinaryTargetCategory,
    ImmutableArray<VectorField> Fields,
    ImmutableDictionary<string, ImmutableArray<double>> Vectors,
    ImmutableArray<SupportVectorMachine> Machines) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "SupportVectorMachineModel";
}

/// <summary>PMML 4.4, Support Vector Machine: the kernel types, in the row x and a vector v.</summary>
/// <param name="Type">The type.</param>
/// <param name="Gamma">γ.</param>
/// <param name="Coef0">c.</param>
/// <param name="Degree">d.</param>
public sealed record SvmKernel(SvmKernelType Type, double Gamma, double Coef0, double Degree);

/// <summary>PMML 4.4, Support Vector Machine: kernel types.</summary>
public enum SvmKernelType
{
    /// <summary>⟨x, v⟩.</summary>
    Linear,

    /// <summary>(γ·⟨x, v⟩ + c)^d.</summary>
    Polynomial,

    /// <summary>exp(−γ·|x − v|²).</summary>
    RadialBasis,

    /// <summary>tanh(γ·⟨x, v⟩ + c).</summary>
    Sigmoid,
}

/// <summary>PMML 4.4, Support Vector Machine: SVM-CLASSIFICATION-METHOD.</summary>
public enum ClassificationMethod
{
    /// <summary>A machine per category: the smallest value wins, or the largest.</summary>
    OneAgainstAll,

    /// <summary>A machine per pair of categories: votes decide.</summary>
    OneAgainstOne,
}

/// <summary>PMML 4.4, Support Vector Machine: a member of VectorFields.</summary>
/// <param name="Field">The field.</param>
/// <param name="Category">The category that counts 1, as written; null for the field's number.</param>
/// <param name="Location">The element's place.</param>
public sealed record VectorField(FieldRef Field, string? Category, SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Support Vector Machine: SupportVectorMachine.</summary>
/// <param name="TargetCategory">The category that it speaks for, as written.</param>
/// <param name="AlternateTargetCategory">The category that it speaks against, as written.</param>
/// <param name="Threshold">Where their values part; null for the model's threshold.</param>
/// <param name="VectorIds">The support vectors; empty where coefficients weigh fields.</param>
/// <param name="Coefficients">A coefficient per support vector, or per field.</param>
/// <param name="AbsoluteValue">The constant.</param>
/// <param name="Location">The element's place.</param>
public sealed record SupportVectorMachine(
    string? TargetCategory,
    string? AlternateTargetCategory,
    double? Threshold,
    ImmutableArray<string> VectorIds,
    ImmutableArray<double> Coefficients,
    double AbsoluteValue,
    SourceLocation Location) : PipelineNode(Location);
