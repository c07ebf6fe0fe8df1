using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.RegressionModels;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.SupportVectorMachineModels;

/// <summary>The machines' values: a constant plus weighted kernel values of their support vectors, or weighted fields.</summary>
/// <remarks>
/// What is linear in the row is summed up over the vectors when the model is compiled, and leaves one weight per field. A
/// missing field makes every value missing.
/// </remarks>
internal sealed class DecisionFunctions
{
    private readonly SupportVectorMachineModel model;
    private readonly ModelScope scope;
    private readonly Arithmetic arithmetic;
    private readonly Origin origin;

    private DecisionFunctions(SupportVectorMachineModel model, ModelScope scope)
    {
        this.model = model;
        this.scope = scope;
        arithmetic = Arithmetic.Of(model);
        origin = new Origin("SupportVectorMachineModel", model.Location);
    }

    /// <summary>The value of each machine, a named double; null after a diagnostic.</summary>
    public static Expression[]? Lower(SupportVectorMachineModel model, ModelScope scope) =>
        new DecisionFunctions(model, scope).Lower();

    private Expression[]? Lower()
    {
        if (Inputs() is not { } inputs || !IsComplete())
        {
            return null;
        }

        string[] names = [.. model.Machines.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"machine_{i + 1}"))];
        bool linear = !model.HasSupportVectors
            || model.Kernel.Type == SvmKernelType.Linear
            || model.Kernel is { Type: SvmKernelType.Polynomial, Degree: 1 };
        Expression[] values = linear
            ? [.. model.Machines.Select((machine, i) => Linear(machine, names[i], inputs))]
            : [.. scope.Context.Plan.DefineKernel(names, KernelSum(inputs), origin).Select(Build.Ref)];
        return [.. values.Select((value, i) => scope.Context.Plan.Define(names[i], arithmetic.Round(value), origin))];
    }

    private Expression[]? Inputs()
    {
        Expression?[] inputs = [.. model.Fields.Select(Input)];
        return inputs.Contains(null) ? null : [.. inputs.Select(input => input!)];
    }

    private Expression? Input(VectorField field)
    {
        if (field.Category is null && field.Field.MapMissingTo is null)
        {
            return RegressionTableLowering.Number(field.Field.Field, field.Location, scope);
        }

        if (ExpressionLowering.Lower(field.Field, scope, origin) is not { } value)
        {
            return null;
        }

        if (field.Category is not null)
        {
            return ValueSet.Contains(value, [field.Category], scope, field.Location) is { } equal
                ? Build.Case(
                    [new CaseBranch(equal, Build.Number(1)), new CaseBranch(Build.IsPresent(value.Value), Build.Number(0))],
                    Literal.Missing(DataType.Double))
                : null;
        }

        if (value.Value.Type is DataType.Double or DataType.Integer or DataType.Boolean)
        {
            return arithmetic.Round(Build.ToDouble(value.Value));
        }

        scope.Context.Report(
            DiagnosticDescriptors.TypeMismatch, field.Location, $"the {Conversions.Name(value.Type)} field '{field.Field.Field}'", "a number");
        return null;
    }

    private bool IsComplete()
    {
        bool complete = true;
        foreach (SupportVectorMachine machine in model.Machines)
        {
            if (!model.HasSupportVectors && machine.Coefficients.Length != model.Fields.Length)
            {
                complete = Inconsistent(machine, string.Create(
                    CultureInfo.InvariantCulture, $"the machine has {machine.Coefficients.Length} coefficients for {model.Fields.Length} fields"));
            }

            foreach (string id in machine.VectorIds.Where(id => !model.Vectors.ContainsKey(id)).Distinct())
            {
                complete = Inconsistent(machine, $"there is no vector '{id}' in the VectorDictionary");
            }
        }

        if (!model.HasSupportVectors && model.Kernel.Type != SvmKernelType.Linear)
        {
            ModelLowering.Unsupported(
                scope,
                model.Location,
                $"svmRepresentation Coefficients with a {model.Kernel.Type} kernel",
                "weights of fields stand for support vectors under a linear kernel only");
            complete = false;
        }

        return complete;
    }

    private bool Inconsistent(SupportVectorMachine machine, string problem)
    {
        scope.Context.Report(DiagnosticDescriptors.InconsistentModel, machine.Location, problem);
        return false;
    }

    private Expression Linear(SupportVectorMachine machine, string name, Expression[] inputs)
    {
        (double[] weights, double constant) = model.HasSupportVectors
            ? Folded(machine)
            : ([.. machine.Coefficients.Select(arithmetic.Round)], arithmetic.Round(machine.AbsoluteValue));
        var kernel = new LinearCombination(
            constant, [.. inputs.Select((input, i) => new LinearTerm(weights[i], input))]);
        return Build.Ref(scope.Context.Plan.DefineKernel([name], kernel, origin)[0]);
    }

    // Σ α·(γ·⟨x, v⟩ + c) + b = ⟨x, Σ α·γ·v⟩ + Σ α·c + b.
    private (double[] Weights, double Constant) Folded(SupportVectorMachine machine)
    {
        double[] weights = new double[model.Fields.Length];
        double gamma = arithmetic.Round(model.Kernel.Gamma);
        double coef0 = arithmetic.Round(model.Kernel.Coef0);
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = CompensatedSum.Of(machine.VectorIds.Select((id, k) =>
                (arithmetic.Round(machine.Coefficients[k]) * gamma, arithmetic.Round(model.Vectors[id][i]))));
        }

        double constant = CompensatedSum.Of(machine.Coefficients
            .Select(coefficient => (arithmetic.Round(coefficient), coef0))
            .Append((arithmetic.Round(machine.AbsoluteValue), 1)));
        return (weights, constant);
    }

    private KernelSum KernelSum(Expression[] inputs)
    {
        string[] ids = [.. model.Machines.SelectMany(machine => machine.VectorIds).Distinct(StringComparer.Ordinal)];
        Dictionary<string, int> index = ids.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        double[] coefficients = new double[ids.Length * model.Machines.Length];
        for (int i = 0; i < model.Machines.Length; i++)
        {
            SupportVectorMachine machine = model.Machines[i];
            for (int k = 0; k < machine.VectorIds.Length; k++)
            {
                coefficients[(i * ids.Length) + index[machine.VectorIds[k]]] += arithmetic.Round(machine.Coefficients[k]);
            }
        }

        double gamma = arithmetic.Round(model.Kernel.Gamma);
        double coef0 = arithmetic.Round(model.Kernel.Coef0);
        KernelFunction function = model.Kernel.Type switch
        {
            SvmKernelType.Polynomial => new PolynomialFunction(gamma, coef0, arithmetic.Round(model.Kernel.Degree)),
            SvmKernelType.RadialBasis => new ExponentialFunction(gamma, 2, []),
            SvmKernelType.Sigmoid => new SigmoidFunction(gamma, coef0),
            _ => throw new InvalidOperationException($"{model.Kernel.Type} is no kernel of a sum"),
        };
        return new KernelSum(
            [.. inputs.Select((input, i) => scope.Context.AsDoubleValue(
                string.Create(CultureInfo.InvariantCulture, $"coordinate_{i + 1}"), input, origin))],
            [.. ids.SelectMany(id => model.Vectors[id]).Select(arithmetic.Round)],
            function,
            [.. model.Machines.Select(machine => arithmetic.Round(machine.AbsoluteValue))],
            [.. coefficients]);
    }
}
